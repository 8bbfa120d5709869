/** Checking tokens before they reach an API: nginx with its JavaScript module, which asks this server about each. */
import { type CheckFor, exampleScope } from './check.ts'
import { js, type Snippet } from './snippet.ts'

export const checkInNginx = (api: CheckFor): Snippet => ({
  id: 'nginx',
  title: 'nginx',
  about:
    'nginx and its module njs (0.7 or newer). It asks this server, as an application that this API names, and keeps the answer five seconds.',
  parts: [
    { file: 'access.js', code: script(api) },
    { file: 'nginx.conf', code: configuration(api) },
    {
      code: "printf %s 'its id:its secret' | base64 | tr -d '\\n' # goes into nginx.conf\nnginx -p . -c nginx.conf",
    },
  ],
})

const script = (api: CheckFor) => `async function check(r) {
  if (!r.variables.bearer) return refuse(r, 401, '')
  const answer = await r.subrequest('/_introspect', { method: 'POST' })
  if (answer.status !== 200) return r.return(500)
  const claims = JSON.parse(answer.responseText)
  const audience = [].concat(claims.aud)
  if (!claims.active || !audience.includes(${js(api.audience)})) return refuse(r, 401, 'error="invalid_token"')
  const needed = r.variables.needed_scope
  const scopes = [].concat(claims.scope || '').join(' ').split(' ')
  if (!scopes.includes(needed)) return refuse(r, 403, 'error="insufficient_scope", scope="' + needed + '"')
  r.return(204)
}

function refuse(r, status, why) {
  r.headersOut['WWW-Authenticate'] = ('Bearer ' + why).trim()
  r.return(status)
}

export default { check }
`

/** In a string of nginx `$` begins a variable and has no escape: a variable that holds it stands in. */
const text = (value: string) => `"${value.replaceAll('$', `\${dollar}`)}"`
const dollar = `  geo $dollar {
    default "$";
  }
`

const configuration = ({ issuer, ...api }: CheckFor) => `load_module modules/ngx_http_js_module.so;
events {}
http {
  js_import access from access.js;
${exampleScope({ issuer, ...api }).includes('$') ? dollar : ''}  map $http_authorization $bearer {
    "~*^Bearer (?<token>[A-Za-z0-9._~-]+)$" $token;
  }
  proxy_cache_path /tmp/tokens keys_zone=tokens:1m;

  server {
    listen 4000;

    location / {
      set $needed_scope ${text(exampleScope({ issuer, ...api }))};
      auth_request /_access;
      auth_request_set $challenge $sent_http_www_authenticate;
      add_header WWW-Authenticate $challenge always;
      proxy_pass http://localhost:4001; # your API
    }

    location = /_access {
      internal;
      js_content access.check;
    }

    location = /_introspect {
      internal;
      proxy_pass ${issuer}/oauth2/introspect;
      proxy_ssl_server_name on;
      proxy_method POST;
      proxy_set_header Host ${new URL(issuer).host};
      proxy_set_header Content-Type application/x-www-form-urlencoded;
      proxy_set_header Authorization "Basic its-id-and-secret";
      proxy_set_body token=$bearer;
      proxy_cache tokens;
      proxy_cache_methods POST;
      proxy_cache_key $bearer;
      proxy_cache_valid 200 5s;
      proxy_ignore_headers Cache-Control;
    }
  }
}
`
