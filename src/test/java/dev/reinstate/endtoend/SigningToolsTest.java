package dev.reinstate.endtoend;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.registry.DamagedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import dev.reinstate.signature.AttachmentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients that are not ours attach to images, in registries of all kinds. */
@Timeout(120)
final class SigningToolsTest {

  private final SampleImages samples = new SampleImages(15);
  private final SampleImage image = samples.ociIndex(samples.oci(300), samples.oci(200));
  private final SampleImage bare = samples.docker(100);

  @TempDir private Path directory;
  private DamagedRegistry registry;
  private World world;
  private Path policy;

  @BeforeEach
  void scratch() {
    policy = directory.resolve("policy.yaml");
  }

  @AfterEach
  void stop() throws IOException {
    if (world != null) { // a test that lacks its tool begins none
      world.close();
      registry.close();
    }
  }

  static Stream<Arguments> everywhere() {
    return Stream.of(SigningTool.values())
        .flatMap(
            tool ->
                Stream.of(DamagedRegistry.Kind.values())
                    .filter(registry -> registry != DamagedRegistry.Kind.CRANE)
                    .map(registry -> Arguments.of(tool, registry)));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void isRecognisedCountedAndVerified(SigningTool tool, DamagedRegistry.Kind kind)
      throws Exception {
    SigningTool.Writer writer = tool.find(directory);
    promote(kind);
    writer.write(registry.host() + "/prod/app@" + image.digest());
    require(tool);

    ImmutableSet<FindingKind> lacking =
        tool.written().stream().map(SigningToolsTest::lacking).collect(toImmutableSet());
    Run checked = world.signatures("--signature-policy=" + policy, "--json");
    assertFindings(lacking, checked.endsWith(ExitCode.PARTIAL));
    Run covered = world.reconcile("--signature-policy=" + policy, "--json");
    assertFindings(lacking, covered.endsWith(ExitCode.PARTIAL));
    assertCounts(covered.json().at("/signed/destinations/0/subprojects"), tool);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    Run stored =
        world.signatures(
            "--signature-policy=" + policy, "--snapshot=" + world.snapshot(), "--stored", "--json");
    assertFindings(lacking, stored.endsWith(ExitCode.PARTIAL));
  }

  /** Of two images, each a subproject, the first has all. */
  private static void assertCounts(JsonNode subprojects, SigningTool tool) {
    String said = subprojects.toString();
    assertEquals(2, subprojects.size(), said);
    for (JsonNode subproject : subprojects) {
      int covered = subproject.get("name").textValue().equals("app") ? 1 : 0;
      JsonNode kinds = subproject.get("kinds");
      assertEquals(tool.written().size(), kinds.size(), said);
      for (AttachmentKind kind : tool.written()) {
        JsonNode tally = kinds.get(kind.word());
        assertEquals(1, tally.get("required").intValue(), said);
        assertEquals(covered, tally.get("covered").intValue(), said);
      }
    }
  }

  /** Of the image that nobody attached anything to, and nothing of the other. */
  private void assertFindings(ImmutableSet<FindingKind> lacking, Run run) {
    ImmutableSet.Builder<FindingKind> kinds = ImmutableSet.builder();
    for (Finding finding : run.plan().findings()) {
      Finding.OfImage of = assertInstanceOf(Finding.OfImage.class, finding);
      assertEquals("us.example/prod/bare", of.where().toString(), run.out());
      assertEquals(bare.digest(), of.image(), run.out());
      kinds.add(of.kind());
    }
    assertEquals(lacking, kinds.build(), run.out());
  }

  private static FindingKind lacking(AttachmentKind kind) {
    return kind == AttachmentKind.SIGNATURE ? FindingKind.UNSIGNED : FindingKind.UNATTESTED;
  }

  private void promote(DamagedRegistry.Kind kind) throws IOException {
    registry = kind.start(Files.createDirectory(directory.resolve("registry")));
    world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults());
    world.rename("us.example", registry.host());
    ManifestFile manifest = world.manifest("staging.example/team", "us.example/prod");
    manifest.promote("app", image.digest(), "v1");
    manifest.promote("bare", bare.digest(), "v1");
    world.put("staging.example/team/app", image);
    world.put("staging.example/team/bare", bare);
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
  }

  private void require(SigningTool tool) throws IOException {
    StringBuilder text = new StringBuilder();
    if (Files.exists(directory.resolve("house.pub"))) {
      text.append("signers:\n  house: {key: house.pub}\n");
    }
    text.append("rules:\n- repositories: [\"us.example/prod/**\"]\n  require:\n");
    for (AttachmentKind kind : tool.written()) {
      text.append(
          switch (kind) {
            case SIGNATURE -> "  - signature: [house]\n";
            case ATTESTATION ->
                "  - attestation: [house]\n    predicate-type: " + Cosign.PROVENANCE + "\n";
            case SBOM -> "  - sbom: any\n";
          });
    }
    Files.writeString(policy, text.toString());
  }
}
