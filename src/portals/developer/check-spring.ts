/** Checking tokens in Java: Spring Boot. */
import { type CheckFor, exampleScope } from './check.ts'
import { quoted } from './check-python.ts'
import type { Snippet } from './snippet.ts'

export const checkInSpring = (api: CheckFor): Snippet => ({
  id: 'spring',
  title: 'Spring',
  about:
    'Spring Boot 3.5 or newer, with spring-boot-starter-web and spring-boot-starter-oauth2-resource-server.',
  parts: [
    { file: 'src/main/java/api/Api.java', code: source(api) },
    ...(api.format === 'jwt'
      ? []
      : [
          {
            file: 'src/main/resources/application.properties',
            code: `# An application that this API asks as, and no other API: what it hears of is good here.
spring.security.oauth2.resourceserver.opaquetoken.introspection-uri=${api.issuer}/oauth2/introspect
spring.security.oauth2.resourceserver.opaquetoken.client-id=\${CLIENT_ID}
spring.security.oauth2.resourceserver.opaquetoken.client-secret=\${CLIENT_SECRET}
`,
          },
        ]),
  ],
})

const source = (api: CheckFor) => `package api;

${api.format === 'jwt' ? 'import java.util.List;\n' : ''}import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
${
  api.format === 'jwt'
    ? `import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
`
    : ''
}import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class Api {
  public static void main(String[] args) {
    SpringApplication.run(Api.class, args);
  }

  @GetMapping("/")
  Map<String, String> hello(Authentication who) {
    return Map.of("hello", who.getName());
  }

  @Bean
  SecurityFilterChain access(HttpSecurity http) throws Exception {
    return http
        .authorizeHttpRequests(requests -> requests
            .anyRequest().hasAuthority(${quoted(`SCOPE_${exampleScope(api)}`)}))
        .oauth2ResourceServer(tokens -> tokens
            .${api.format === 'jwt' ? 'jwt' : 'opaqueToken'}(Customizer.withDefaults()))
        .build();
  }
${api.format === 'jwt' ? decoder(api) : ''}}
`

const decoder = (api: CheckFor) => `
  @Bean
  JwtDecoder tokens() {
    var decoder = NimbusJwtDecoder.withJwkSetUri(${quoted(`${api.issuer}/oauth2/jwks`)})
        .jwsAlgorithm(SignatureAlgorithm.${api.alg})
        .validateType(false) // below, for what Spring takes by default is no access token
        .build();
    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
        new JwtTypeValidator(List.of(${quoted(api.typ)})),
        new JwtTimestampValidator(),
        new JwtIssuerValidator(${quoted(api.tokenIssuer)}),
        new JwtClaimValidator<List<String>>("aud", audience -> audience != null
            && audience.contains(${quoted(api.audience)}))));
    return decoder;
  }
`
