import type { Child } from 'hono/jsx'

/** A part of a page alone, for the script. */
export const Fragment = ({ children }: { children?: Child }) => (
  <html lang="en">
    <head>
      <title>Redhook</title>
    </head>
    <body>{children}</body>
  </html>
)
