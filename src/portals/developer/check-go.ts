/** Checking tokens in Go: net/http, with golang-jwt or by introspection. */
import { type CheckFor, exampleScope } from './check.ts'
import { quoted } from './check-python.ts'
import type { Snippet } from './snippet.ts'

export const checkInGo = (api: CheckFor): Snippet => ({
  id: 'go',
  title: 'Go',
  about:
    api.format === 'jwt'
      ? 'net/http, golang-jwt and keyfunc.'
      : 'net/http, asking this server about each token.',
  parts: [
    { file: 'main.go', code: api.format === 'jwt' ? byKeys(api) : byAnswer(api) },
    {
      code:
        api.format === 'jwt'
          ? 'go mod init api\ngo mod tidy\ngo run .'
          : `go mod init api\nCLIENT_ID='its id' CLIENT_SECRET='its secret' go run .`,
    },
  ],
})

const guard = (api: CheckFor) => `
// errNotAnswered says nothing about the token.
var errNotAnswered = errors.New("the authorization server did not answer")

// needs lets a request pass whose token is good and has the scope.
func needs(scope string, next func(http.ResponseWriter, map[string]any)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") || token == "" {
			refuse(w, http.StatusUnauthorized, "Bearer", "")
			return
		}
		claims, err := claimsOf(token)
		if errors.Is(err, errNotAnswered) {
			w.Header().Set("Retry-After", "5")
			refuse(w, http.StatusServiceUnavailable, "", "temporarily_unavailable")
			return
		}
		if err != nil {
			refuse(w, http.StatusUnauthorized, \`Bearer error="invalid_token"\`, "invalid_token")
			return
		}
		if !slices.Contains(scopesOf(claims), scope) {
			challenge := fmt.Sprintf(\`Bearer error="insufficient_scope", scope=%q\`, scope)
			refuse(w, http.StatusForbidden, challenge, "insufficient_scope")
			return
		}
		next(w, claims)
	}
}

func refuse(w http.ResponseWriter, status int, challenge, code string) {
	if challenge != "" {
		w.Header().Set("WWW-Authenticate", challenge)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	body := map[string]string{}
	if code != "" {
		body["error"] = code
	}
	json.NewEncoder(w).Encode(body)
}

func scopesOf(claims map[string]any) []string {
	if list, ok := claims["scope"].([]any); ok {
		scopes := []string{}
		for _, scope := range list {
			scopes = append(scopes, fmt.Sprint(scope))
		}
		return scopes
	}
	scope, _ := claims["scope"].(string)
	return strings.Fields(scope)
}

func main() {
	hello := func(w http.ResponseWriter, claims map[string]any) {
		json.NewEncoder(w).Encode(map[string]any{"claims": claims})
	}
	http.HandleFunc("GET /{$}", needs(${quoted(exampleScope(api))}, hello))
	log.Fatal(http.ListenAndServe("localhost:4000", nil))
}
`

const byKeys = (api: CheckFor) => `package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"slices"
	"strings"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

var keys, unreachable = keyfunc.NewDefault([]string{${quoted(`${api.issuer}/oauth2/jwks`)}})

var rules = jwt.NewParser(
	jwt.WithIssuer(${quoted(api.tokenIssuer)}),
	jwt.WithAudience(${quoted(api.audience)}),
	jwt.WithValidMethods([]string{${quoted(api.alg)}}),
	jwt.WithExpirationRequired(),
)

func claimsOf(token string) (map[string]any, error) {
	if unreachable != nil {
		log.Fatal(unreachable)
	}
	claims := jwt.MapClaims{}
	parsed, err := rules.ParseWithClaims(token, claims, keys.Keyfunc)
	if err != nil {
		return nil, err
	}
	if typ, _ := parsed.Header["typ"].(string); !strings.EqualFold(typ, ${quoted(api.typ)}) {
		return nil, errors.New("not an access token")
	}
	return claims, nil
}
${guard(api)}`

const byAnswer = (api: CheckFor) => `package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
)

var server = http.Client{Timeout: 5 * time.Second}

func claimsOf(token string) (map[string]any, error) {
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	request, _ := http.NewRequest("POST", ${quoted(`${api.issuer}/oauth2/introspect`)}, form)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	// An application that this API asks as.
	request.SetBasicAuth(os.Getenv("CLIENT_ID"), os.Getenv("CLIENT_SECRET"))
	answer, err := server.Do(request)
	if err != nil {
		return nil, errNotAnswered
	}
	defer answer.Body.Close()
	claims := map[string]any{}
	if answer.StatusCode != http.StatusOK || json.NewDecoder(answer.Body).Decode(&claims) != nil {
		return nil, errNotAnswered
	}
	audience, isList := claims["aud"].([]any)
	if !isList {
		audience = []any{claims["aud"]}
	}
	if claims["active"] != true || !slices.Contains(audience, any(${quoted(api.audience)})) {
		return nil, errors.New("not a token for this API")
	}
	return claims, nil
}
${guard(api)}`
