package dev.reinstate.registry.authentication;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.base.CharMatcher;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that keeps credentials for Docker.
 *
 * <p>Source: https://github.com/docker/docker-credential-helpers#development.
 */
final class CredentialHelper {

  private static final String PREFIX = "docker-credential-";
  private static final int SHOWN_CHARACTERS = 200;

  /** A member of an answer, quoted or not, which has no business where a failure is told. */
  private static final Pattern SECRET = Pattern.compile("(?i)\\bsecret\\\\*[\"']?\\s*[:=]");

  private static final CharMatcher UNPRINTABLE =
      CharMatcher.javaIsoControl().or(CharMatcher.whitespace());

  /** How every helper says that it has none, which is no failure. */
  private static final String NOT_FOUND = "credentials not found in native keychain";

  /** The user name that says that the secret is an identity token. */
  private static final String IDENTITY_TOKEN = "<token>";

  private final HelperProgram program;

  /**
   * @param name as a configuration has it
   * @param environment what it runs with
   * @param patience how long it may take
   */
  CredentialHelper(String name, Map<String, String> environment, Duration patience) {
    this.program = new HelperProgram(PREFIX + name, environment, patience);
  }

  /** Whether there is such a program on the path. */
  boolean isInstalled() {
    return program.isInstalled();
  }

  /**
   * What it has for a server.
   *
   * @param why it is asked
   * @throws IOException saying which helper failed and what it said, never a secret
   */
  Optional<HostCredential> get(String server, String why) throws IOException {
    HelperProgram.Answer answer = program.get(server);
    if (answer.code() == 0) {
      return Optional.of(credential(answer, program.name() + ", " + why));
    }
    if (answer.out().contains(NOT_FOUND) || answer.err().contains(NOT_FOUND)) {
      return Optional.empty();
    }
    throw program.failed(answer.end() + said(answer.out(), answer.err()), null);
  }

  /** What it wrote in vain to standard output may be the secret itself. */
  private HostCredential credential(HelperProgram.Answer answer, String source) throws IOException {
    JrsValue values;
    try {
      values = Json.read(answer.out());
    } catch (IOException e) {
      throw program.failed("what it answers is not JSON" + said(answer.err()), null);
    }
    Optional<String> user = JsonValues.string(values.path("Username"));
    Optional<String> secret = JsonValues.string(values.path("Secret"));
    if (user.isEmpty() || secret.isEmpty()) {
      throw program.failed("its answer has no 'Username' and 'Secret'" + said(answer.err()), null);
    }
    return user.get().equals(IDENTITY_TOKEN)
        ? new HostCredential.RefreshToken(secret.get(), source)
        : new HostCredential.Login(user.get(), secret.get(), source);
  }

  /** The beginning of what it wrote, on one line; not what looks like an answer. */
  private static String said(String... streams) {
    String text =
        Stream.of(streams)
            .filter(stream -> !stream.isEmpty() && !SECRET.matcher(stream).find())
            .map(stream -> UNPRINTABLE.trimAndCollapseFrom(stream, ' '))
            .collect(Collectors.joining(" / "));
    return text.isEmpty()
        ? ""
        : ": " + text.substring(0, Math.min(SHOWN_CHARACTERS, text.length()));
  }
}
