package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.stree.JrsValue;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * What a configuration holds under one key of {@code auths}.
 *
 * <p>Source: https://github.com/docker/cli/blob/master/cli/config/types/authconfig.go
 */
record AuthEntry(Path file, String key, JrsValue values) {

  /**
   * A registry token goes before an identity token, and that before a user. An entry may be empty
   * where a helper has the rest.
   *
   * @throws IOException saying what is wrong with it, never what it holds
   */
  Optional<HostCredential> credential() throws IOException {
    if (!values.isObject()) {
      throw problem("%s is not an object".formatted(where()));
    }
    String source = file.toString();
    String registryToken = text("registrytoken");
    if (!registryToken.isEmpty()) {
      return Optional.of(
          new HostCredential.AccessToken(
              registryToken, "a registry token (from %s)".formatted(file)));
    }
    String identityToken = text("identitytoken");
    if (!identityToken.isEmpty()) {
      return Optional.of(new HostCredential.RefreshToken(identityToken, source));
    }
    String auth = text("auth");
    HostCredential.Login login =
        auth.isEmpty()
            ? new HostCredential.Login(text("username"), text("password"), source)
            : decoded(auth, source);
    return login.user().isEmpty() ? Optional.empty() : Optional.of(login);
  }

  private HostCredential.Login decoded(String auth, String source) throws IOException {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(auth.strip()), UTF_8);
    } catch (IllegalArgumentException e) {
      throw problem("'auth' in %s is not Base64".formatted(where()));
    }
    int colon = pair.indexOf(':');
    // Docker itself once wrote a zero behind it.
    String password = pair.substring(colon + 1).replaceFirst("\0+$", "");
    if (colon < 0 || (colon == 0 && !password.isEmpty())) {
      throw problem("'auth' in %s is not USER:PASSWORD in Base64".formatted(where()));
    }
    return new HostCredential.Login(pair.substring(0, colon), password, source);
  }

  private String text(String name) throws IOException {
    JrsValue value = values.path(name);
    if (JsonValues.isNothing(value)) {
      return "";
    }
    return JsonValues.string(value)
        .orElseThrow(() -> problem("'%s' in %s is not a string".formatted(name, where())));
  }

  private String where() {
    return "'auths' of " + key;
  }

  private IOException problem(String what) {
    return DockerConfig.problem(file, what);
  }
}
