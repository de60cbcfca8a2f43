package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.HostAndPort;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.network.TestAuthority;
import dev.reinstate.network.TestProxy;
import dev.reinstate.network.TlsFront;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Registries that are nowhere but behind a proxy: their names are of no domain that exists. */
@Timeout(120)
final class ProxiedRunTest {

  private static final String STAGING = "staging.example";
  private static final String PRODUCTION = "us.example";
  private static final int REPOSITORIES = 60;

  private final SampleImage image = new SampleImages(7).oci(100, 200);
  @TempDir private Path directory;
  private World world;
  private TestProxy proxy;

  @BeforeEach
  void start() throws IOException {
    proxy = TestProxy.start();
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
    proxy.close();
  }

  private void promote() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.put(STAGING + "/team/app", image);
    world.registry(PRODUCTION);
    world.manifest(STAGING + "/team", PRODUCTION + "/prod").promote("app", image.digest(), "v1");
  }

  private int port(String host) {
    return HostAndPort.fromString(world.registry(host).host()).getPort();
  }

  private Run run(Map<String, String> environment, String... more) throws Exception {
    Path out = directory.resolve("out.txt");
    ProcessBuilder process =
        World.process(
            Stream.concat(
                    Stream.of(
                        "reconcile",
                        "--manifest=" + directory.resolve("manifest-0.yaml"),
                        "--artifacts=" + directory),
                    Stream.of(more))
                .toArray(String[]::new));
    process.environment().clear();
    process.environment().put("JDK_JAVA_OPTIONS", "-Duser.home=" + directory);
    process.environment().putAll(environment);
    Process running = process.redirectOutput(out.toFile()).start();
    String said = running.errorReader(UTF_8).lines().collect(Collectors.joining("\n"));
    int code = running.waitFor();
    ExitCode ended =
        Stream.of(ExitCode.values()).filter(each -> each.value() == code).findFirst().orElseThrow();
    return new Run(ended, Files.readString(out), said);
  }

  private void assertRestored() {
    assertTrue(
        world.contents(PRODUCTION).state().get("prod/app").tags().containsKey("v1"),
        () -> world.state().toString());
  }

  @Test
  void imagesAreCopiedThroughTunnels() throws Exception {
    promote();
    TestAuthority authority = TestAuthority.create("CN=test");
    TestAuthority.Identity identity = authority.issue(STAGING, PRODUCTION);
    try (TlsFront staging = TlsFront.start(identity, port(STAGING));
        TlsFront production = TlsFront.start(identity, port(PRODUCTION))) {
      proxy
          .require("user", "hunter2")
          .lead(STAGING + ":443", staging.port())
          .lead(PRODUCTION + ":443", production.port());
      Run run =
          run(
              Map.of("HTTPS_PROXY", proxy.url("user:hunter2@")),
              "--confirm",
              "-v",
              "--ca-file=" + authority.write(directory.resolve("ca.pem")));
      run.endsWith(ExitCode.DONE);
      assertFalse((run.out() + run.err()).contains("hunter2"), run.err());
    }
    assertRestored();
    assertEquals(
        ImmutableSet.of(STAGING + ":443", PRODUCTION + ":443"), proxy.tunnels().elementSet());
    assertTrue(proxy.requests().isEmpty());
  }

  @Test
  void plainRequestsAreHandedOver() throws Exception {
    promote();
    proxy.lead(STAGING + ":80", port(STAGING)).lead(PRODUCTION + ":80", port(PRODUCTION));
    run(
            Map.of("http_proxy", proxy.url()),
            "--confirm",
            "--plain-http=" + STAGING,
            "--plain-http=" + PRODUCTION)
        .endsWith(ExitCode.DONE);
    assertRestored();
    assertEquals(world.requests(), proxy.requests().size());
    assertTrue(proxy.tunnels().isEmpty());
  }

  @Test
  void aProxyThatWantsALoginIsAskedOnceAndNotForEachRepository() throws Exception {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    ManifestFile manifest = world.manifest(PRODUCTION + "/team", PRODUCTION + "/prod");
    for (int i = 0; i < REPOSITORIES; i++) {
      manifest.promote("app-" + i, image.digest(), "v1");
    }
    proxy.require("user", "other");
    Run run = run(Map.of("HTTPS_PROXY", proxy.url("user:hunter2@")));
    run.endsWith(ExitCode.PARTIAL);
    String plan = Files.readString(directory.resolve("plan.json"));
    assertTrue(
        plan.contains(PRODUCTION + ": the proxy " + proxy.url() + " (from $HTTPS_PROXY) does not"),
        plan);
    assertFalse((plan + run.out() + run.err()).contains("hunter2"));
    assertTrue(proxy.tunnels().size() <= 2, proxy.tunnels()::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY, http://user:hunter2@, $HTTPS_PROXY is not the URL of a proxy",
    "http_proxy, socks5://user:hunter2@proxy.example, $http_proxy names a proxy that speaks socks5",
  })
  void whatIsNoProxyEndsTheRunBeforeTheFirstRequest(String variable, String value, String said)
      throws Exception {
    promote();
    Run run =
        run(Map.of(variable, value), "--rewrite=us.example=" + world.registry(STAGING).host());
    run.endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains(said), run.err());
    assertFalse(run.err().contains("hunter2"), run.err());
    assertEquals(0, world.requests());
  }

  @Test
  void whatIsNamedAnExceptionIsAskedDirectly() throws Exception {
    promote();
    ImmutableList<String> direct =
        ImmutableList.of(
            "--rewrite=%s=%s".formatted(STAGING, world.registry(STAGING).host()),
            "--rewrite=%s=%s".formatted(PRODUCTION, world.registry(PRODUCTION).host()));
    run(
            Map.of("HTTP_PROXY", proxy.url(), "HTTPS_PROXY", proxy.url()),
            direct.toArray(String[]::new))
        .endsWith(ExitCode.DONE);
    assertTrue(proxy.tunnels().isEmpty() && proxy.requests().isEmpty());
  }
}
