/** Clients that come without types: the tests use them as their readers' JavaScript does. */
declare module 'express'
declare module 'express-session'
declare module 'passport'
declare module 'passport-oauth2'
declare module 'simple-oauth2'
declare module 'oidc-provider'
