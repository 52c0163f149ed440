import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

/** `__Host-`: no other host, and nothing that came by plain http, can have set it. */
const nameOf = (isSecure: boolean): string => (isSecure ? '__Host-redhook' : 'redhook')

const options = (isSecure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure }) as const

/** The session's cookie as the browser sent it. */
export const readSessionCookie = (c: Context, isSecure: boolean): string | undefined => getCookie(c, nameOf(isSecure))

/** Gives the browser a session for so many seconds. */
export const writeSessionCookie = (c: Context, value: string, isSecure: boolean, maxAge: number): void =>
  setCookie(c, nameOf(isSecure), value, { ...options(isSecure), maxAge })

/** Takes it back. */
export const clearSessionCookie = (c: Context, isSecure: boolean): void => {
  deleteCookie(c, nameOf(isSecure), options(isSecure))
}
