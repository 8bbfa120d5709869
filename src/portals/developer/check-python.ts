/** Checking tokens in Python: Flask, with PyJWT or by introspection. */
import { type CheckFor, exampleScope } from './check.ts'
import type { Snippet } from './snippet.ts'

/** A string of Python or Go: JSON's are theirs too, but for the escapes of surrogates, which no identifier has. */
export const quoted = (value: string): string => JSON.stringify(value)

export const checkInPython = (api: CheckFor): Snippet => ({
  id: 'python',
  title: 'Python',
  about: api.format === 'jwt' ? 'Flask and PyJWT.' : 'Flask, asking this server about each token.',
  parts: [
    {
      file: 'api.py',
      code: `${api.format === 'jwt' ? byKeys(api) : byAnswer(api)}

def needs(scope):
    def guard(view):
        @wraps(view)
        def admitted(*args, **kwargs):
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not token:
                return {}, 401, {"WWW-Authenticate": "Bearer"}
            try:
                claims = claims_of(token)
            except NotAnswered:
                return {"error": "temporarily_unavailable"}, 503, {"Retry-After": "5"}
            if claims is None:
                return {"error": "invalid_token"}, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            if scope not in scopes_of(claims):
                challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
                return {"error": "insufficient_scope"}, 403, {"WWW-Authenticate": challenge}
            g.claims = claims
            return view(*args, **kwargs)

        return admitted

    return guard


def scopes_of(claims):
    scope = claims.get("scope") or ""
    return scope if isinstance(scope, list) else scope.split(" ")


api = Flask(__name__)


@api.get("/")
@needs(${quoted(exampleScope(api))})
def hello():
    return {"claims": g.claims}


api.run(port=4000)
`,
    },
    {
      code:
        api.format === 'jwt'
          ? 'pip install flask "pyjwt[crypto]"\npython api.py'
          : `pip install flask requests\nCLIENT_ID='its id' CLIENT_SECRET='its secret' python api.py`,
    },
  ],
})

const byKeys = (api: CheckFor) => `from functools import wraps

import jwt
from flask import Flask, g, request

keys = jwt.PyJWKClient(${quoted(`${api.issuer}/oauth2/jwks`)}, timeout=5)
NotAnswered = jwt.PyJWKClientConnectionError


def claims_of(token):
    try:
        if jwt.get_unverified_header(token).get("typ", "").lower() != ${quoted(api.typ.toLowerCase())}:
            return None
        return jwt.decode(
            token,
            keys.get_signing_key_from_jwt(token).key,
            algorithms=[${quoted(api.alg)}],
            issuer=${quoted(api.tokenIssuer)},
            audience=${quoted(api.audience)},
            options={"require": ["exp", "iat", "client_id"]},
        )
    except NotAnswered:
        raise  # the keys could not be had: that says nothing about the token
    except jwt.PyJWTError:
        return None
`

const byAnswer = (api: CheckFor) => `import os
from functools import wraps

import requests
from flask import Flask, g, request

# An application that this API asks as.
client = (os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"])
NotAnswered = requests.RequestException


def claims_of(token):
    endpoint = ${quoted(`${api.issuer}/oauth2/introspect`)}
    answer = requests.post(endpoint, auth=client, data={"token": token}, timeout=5)
    answer.raise_for_status()
    claims = answer.json()
    audience = claims.get("aud", [])
    audience = audience if isinstance(audience, list) else [audience]
    return claims if claims["active"] and ${quoted(api.audience)} in audience else None
`
