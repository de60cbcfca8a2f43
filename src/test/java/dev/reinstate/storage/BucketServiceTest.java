package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.HostAndPort;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.endtoend.World;
import dev.reinstate.network.TestAuthority;
import dev.reinstate.network.TestProxy;
import dev.reinstate.network.TlsFront;
import dev.reinstate.registry.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program, in a process of its own, with a bucket that is not where it seems to be. */
@Timeout(120)
final class BucketServiceTest {

  private static final String BUCKET = "k8s-backup";

  @TempDir private Path directory;
  private BucketServer bucket;

  private record Said(int code, String text) {}

  @BeforeEach
  void start() throws IOException {
    bucket = new BucketServer(BUCKET);
  }

  @AfterEach
  void stop() {
    bucket.close();
  }

  private Said list(Map<String, String> environment, String... more) throws Exception {
    ProcessBuilder process =
        World.process(
            Stream.concat(
                    Stream.of("snapshot", "list", "--snapshot=gs://" + BUCKET), Stream.of(more))
                .toArray(String[]::new));
    process.environment().clear();
    process.environment().put("JDK_JAVA_OPTIONS", "-Duser.home=" + directory);
    process.environment().putAll(environment);
    Process running = process.redirectErrorStream(true).start();
    String said = running.inputReader(UTF_8).lines().collect(Collectors.joining("\n"));
    return new Said(running.waitFor(), said);
  }

  private int port() {
    return URI.create(bucket.host()).getPort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:%d", "http://127.0.0.1:%d", "http://127.0.0.1:%d/storage/v1/"})
  void anEmulatorIsUsedWithoutCredentialsAndSaysSo(String form) throws Exception {
    Said said = list(Map.of("STORAGE_EMULATOR_HOST", form.formatted(port())));
    assertEquals(ExitCode.DONE.value(), said.code(), said.text());
    String line =
        "Storage is the emulator at http://127.0.0.1:%d, from $STORAGE_EMULATOR_HOST"
            .formatted(port());
    assertEquals(1, said.text().lines().filter(line::equals).count(), said.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "ftp://127.0.0.1:1", "127.0.0.1:99999", "a b", "h:1/other"})
  void whatIsNoHostEndsTheRunBeforeTheFirstRequest(String value) throws Exception {
    Said said = list(Map.of("STORAGE_EMULATOR_HOST", value));
    assertEquals(ExitCode.USAGE.value(), said.code(), said.text());
    assertTrue(
        said.text().contains("$STORAGE_EMULATOR_HOST: '" + value + "' is neither HOST:PORT"),
        said.text());
  }

  @Test
  void theServiceAndItsTokensAreReachedThroughAProxy() throws Exception {
    assertGoes("storage.googleapis.com", "oauth2.googleapis.com");
  }

  @Test
  void privateEndpointsAreNamedByRewrites() throws Exception {
    assertGoes(
        "storage-vpc.p.googleapis.com",
        "oauth2-vpc.p.googleapis.com",
        "--rewrite=storage.googleapis.com=storage-vpc.p.googleapis.com",
        "--rewrite=oauth2.googleapis.com=oauth2-vpc.p.googleapis.com");
  }

  private void assertGoes(String storage, String oauth2, String... more) throws Exception {
    TestAuthority authority = TestAuthority.create("CN=test");
    TestAuthority.Identity identity = authority.issue(storage, oauth2);
    try (LoopbackServer tokens =
            LoopbackServer.start(
                asked ->
                    LoopbackServer.Answer.ok("{\"access_token\":\"secret\",\"expires_in\":3600}"));
        TlsFront one = TlsFront.start(identity, port());
        TlsFront two = TlsFront.start(identity, HostAndPort.fromString(tokens.host()).getPort());
        TestProxy proxy =
            TestProxy.start()
                .require("user", "hunter2")
                .refuseOnce(storage + ":443", "503 Service Unavailable")
                .lead(storage + ":443", one.port())
                .lead(oauth2 + ":443", two.port())) {
      Said said =
          list(
              Map.of(
                  "HTTPS_PROXY",
                  proxy.url("user:hunter2@"),
                  "GOOGLE_APPLICATION_CREDENTIALS",
                  serviceAccount(authority).toString()),
              Stream.concat(
                      Stream.of("--ca-file=" + authority.write(directory.resolve("ca.pem"))),
                      Stream.of(more))
                  .toArray(String[]::new));
      assertEquals(ExitCode.DONE.value(), said.code(), said.text());
      assertEquals(
          ImmutableSet.of(storage + ":443", oauth2 + ":443"), proxy.tunnels().elementSet());
      assertTrue(proxy.tunnels().count(storage + ":443") > 1, "what may pass is asked again");
      assertEquals(1, tokens.asked().size());
      assertFalse(said.text().contains("hunter2"), said.text());
    }
  }

  /** As Google's console writes one, with a key that is made for it. */
  private Path serviceAccount(TestAuthority authority) throws Exception {
    Path key = authority.issueRsa(2048).writeKey(directory.resolve("key.pem"));
    return Files.writeString(
        directory.resolve("account.json"),
        new ObjectMapper()
            .writeValueAsString(
                ImmutableMap.builder()
                    .put("type", "service_account")
                    .put("project_id", "prod")
                    .put("private_key_id", "1")
                    .put("private_key", Files.readString(key))
                    .put("client_email", "backup@prod.example")
                    .put("client_id", "1")
                    .put("token_uri", "https://oauth2.googleapis.com/token")
                    .buildOrThrow()));
  }
}
