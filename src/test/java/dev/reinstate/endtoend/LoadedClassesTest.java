package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ObjectArrays;
import dev.reinstate.audit.Pushes;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run is short: what it loads without need is a good part of its time. */
@Timeout(60)
final class LoadedClassesTest {

  private static final Pattern LOADED = Pattern.compile("\\[class,load *] ([^ ]+) ");
  private static final Pattern CHECKS_SIGNATURES =
      Pattern.compile(
          "dev[.]sigstore|io[.]intoto|com[.]google[.]protobuf|org[.]bouncycastle"
              + "|dev[.]reinstate[.]signature[.]sigstore");
  private static final Pattern SPEAKS_TLS =
      Pattern.compile(
          "org[.]bouncycastle|dev[.]reinstate[.]sandbox[.]tls"
              + "|dev[.]reinstate[.]sandbox[.]http[.]Handshake|sun[.]security[.]ssl[.]");
  private static final Pattern LISTENING = Pattern.compile("Listening on port ([0-9]+)\\.");
  private static final EmbeddedRegistryOptions TOKENS_AND_STRICT =
      EmbeddedRegistryOptions.defaults()
          .withChallenge(new Challenge.Bearer(Optional.empty(), Duration.ofMinutes(5)))
          .with(Feature.STRICT_REFERENCES);

  private final SampleImages samples = new SampleImages(23);
  private final SampleImage index = samples.ociIndex(samples.oci(100), samples.docker(100));

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory, TOKENS_AND_STRICT);
    world.put("staging.example/team/app", index);
    world.registry("us.example");
    world.manifest("staging.example/team", "us.example/prod").promote("app", index.digest(), "v1");
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void copyingBindsNoJson() throws Exception {
    world.put("us.example/prod/app", samples.oci(100));
    assertBindsNoJson(loadedByConfirmedRun(), "TokenService", "RegistryError", "AskDistribution");
  }

  @Test
  void norDoSnapshotLeaseAndReports() throws Exception {
    world.put("us.example/prod/app", index, "v1");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.wipe("us.example");
    assertBindsNoJson(
        loadedByConfirmedRun("--lease=" + directory.resolve("lease"), "--artifacts=" + directory),
        "RepositoryIndexCodec",
        "JournalName",
        "LeaseRecord",
        "HtmlReport");
  }

  @Test
  void withoutASignaturePolicyNothingIsLoadedThatLooksForSignatures() throws Exception {
    ImmutableSet<String> loaded = loadedByConfirmedRun("--artifacts=" + directory);
    assertTrue(loaded.contains("dev.reinstate.report.RunReport"), "the run reports");
    assertEquals(
        ImmutableList.of(),
        loaded.stream()
            .filter(
                name ->
                    name.startsWith("dev.reinstate.signature.coverage.")
                        || name.startsWith("dev.reinstate.signature.attached."))
            .collect(ImmutableList.toImmutableList()));
  }

  @Test
  void norDoSnapshotAndItsInspection() throws Exception {
    world.put("us.example/prod/app", index, "v1");
    assertBindsNoJson(loadedBy(world.takeProcess()), "SnapshotRootCodec");
    String store = "--snapshot=" + world.snapshot();
    assertBindsNoJson(
        loadedBy(World.process("snapshot", "list", store, "--json")), "SnapshotListReport");
    String export = directory.resolve("export").toString();
    assertBindsNoJson(loadedBy(World.process("snapshot", "export", store, export)), "ExportIndex");
  }

  @Test
  void norDoesSandbox() throws Exception {
    ImmutableSet<String> loaded = loadedBy(World.process("sandbox"));
    assertBindsNoJson(loaded, "SampleManifests", "GoogleListing");
    assertEquals(ImmutableList.of(), speaksTls(loaded), "without --tls");
  }

  @Test
  void aSandboxThatSpeaksTlsIssuesCertificates() throws Exception {
    ImmutableList<String> loaded = speaksTls(loadedBy(World.process("sandbox", "--tls")));
    assertTrue(loaded.contains("dev.reinstate.sandbox.tls.SandboxAuthority"), loaded::toString);
    assertTrue(loaded.contains("dev.reinstate.sandbox.http.Handshake"), loaded::toString);
  }

  private static ImmutableList<String> speaksTls(ImmutableSet<String> loaded) {
    return loaded.stream()
        .filter(name -> SPEAKS_TLS.matcher(name).lookingAt())
        .collect(ImmutableList.toImmutableList());
  }

  @Test
  void norDoesAuditor() throws Exception {
    world.put("us.example/prod/app", index, "v1");
    Process service = start(world.auditProcess());
    try (BufferedReader said = service.inputReader(UTF_8)) {
      Matcher listening = LISTENING.matcher("");
      while (!listening.find()) {
        listening.reset(Objects.requireNonNull(said.readLine(), "it never listened"));
      }
      try (Pushes client = new Pushes(Integer.parseInt(listening.group(1)))) {
        String event = RegistryEvents.tagged("us.example/prod/app", index.digest(), "v1");
        assertEquals(204, client.push("1", event));
      }
      service.destroy();
      assertEquals(ExitCode.DONE.value(), service.waitFor());
    } finally {
      service.destroyForcibly();
    }
    assertBindsNoJson(loaded(), "PushEnvelope", "EventParser", "AuditLine");
  }

  @Test
  void whoAsksForNoSignaturesLoadsNothingThatChecksThem() throws Exception {
    world.put("us.example/prod/app", index, "v1");
    assertChecksNoSignatures(loadedBy(world.takeProcess()));
    Path said = directory.resolve("said.txt");
    assertChecksNoSignatures(loadedBy(world.reconcileProcess(said)));
    world.wipe("us.example");
    assertChecksNoSignatures(loadedByConfirmedRun());
  }

  @Test
  void norDoesValidation() throws Exception {
    assertChecksNoSignatures(
        loadedBy(World.process("validate", "--manifest=" + directory.resolve("manifest-0.yaml"))));
  }

  private static void assertChecksNoSignatures(ImmutableSet<String> loaded) {
    assertTrue(loaded.contains("dev.reinstate.Main"), loaded::toString);
    assertEquals(
        ImmutableList.of(),
        loaded.stream()
            .filter(name -> CHECKS_SIGNATURES.matcher(name).lookingAt())
            .collect(ImmutableList.toImmutableList()));
  }

  /** To bind JSON to objects takes three hundred classes. */
  private static void assertBindsNoJson(ImmutableSet<String> loaded, String... needed) {
    for (String name : needed) {
      assertTrue(loaded.stream().anyMatch(each -> each.endsWith("." + name)), name);
    }
    assertEquals(
        ImmutableList.of(),
        loaded.stream()
            .filter(name -> name.startsWith("com.fasterxml.jackson.databind."))
            .collect(ImmutableList.toImmutableList()));
  }

  private ImmutableSet<String> loadedByConfirmedRun(String... more)
      throws IOException, InterruptedException {
    Path said = directory.resolve("said.txt");
    return loadedBy(world.reconcileProcess(said, ObjectArrays.concat("--confirm", more)));
  }

  private ImmutableSet<String> loadedBy(ProcessBuilder command)
      throws IOException, InterruptedException {
    Path said = directory.resolve("said.txt");
    int code = start(command.redirectOutput(said.toFile())).waitFor();
    assertEquals(ExitCode.DONE.value(), code, Files.readString(said));
    return loaded();
  }

  /** Without the environment and home of whoever runs the test, which may hold credentials. */
  private Process start(ProcessBuilder command) throws IOException {
    command.environment().clear();
    command
        .environment()
        .put(
            "JDK_JAVA_OPTIONS",
            "-Duser.home=%s -Xlog:class+load:file=%s"
                .formatted(directory, directory.resolve("classes.txt")));
    return command.redirectErrorStream(true).start();
  }

  private ImmutableSet<String> loaded() throws IOException {
    return LOADED
        .matcher(Files.readString(directory.resolve("classes.txt")))
        .results()
        .map(found -> found.group(1))
        .collect(ImmutableSet.toImmutableSet());
  }
}
