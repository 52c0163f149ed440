import type { Context } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

const none: string[] = []

/** What a browser may do with any answer of ours: nothing from elsewhere, in nobody's frame, no device. */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  xFrameOptions: 'DENY',
  // With no-referrer browsers would send `Origin: null` with our own forms.
  referrerPolicy: 'same-origin',
  strictTransportSecurity: false,
  permissionsPolicy: { camera: none, microphone: none, geolocation: none, payment: none, usb: none },
})

const yearSeconds = 31_536_000

/** What is said of one connection and one answer: https stays https, and what has no rule of its own is kept nowhere. */
export function addAnswerHeaders(c: Context, isSecure: boolean): void {
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  if (isSecure) c.res.headers.set('strict-transport-security', `max-age=${yearSeconds}`)
}
