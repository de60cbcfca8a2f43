package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.registry.DamagedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
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

  private static final String POLICY =
      """
      signers:
        house: {key: house.pub}
      rules:
      - repositories: ["us.example/prod/**"]
        require:
      """;

  private final SampleImages samples = new SampleImages(15);
  private final SampleImage image = samples.ociIndex(samples.oci(300), samples.oci(200));
  private final SampleImage other = samples.docker(100);

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
                    .map(registry -> Arguments.of(tool, registry)));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void isRecognisedCountedAndVerified(SigningTool tool, DamagedRegistry.Kind kind)
      throws Exception {
    promote(kind);
    require(tool);
    tool.write(directory, registry.host() + "/prod/app@" + image.digest());

    Run checked = world.signatures("--signature-policy=" + policy).endsWith(ExitCode.PARTIAL);
    System.err.println(checked.out());
    Run run = world.reconcile("--signature-policy=" + policy, "--json").endsWith(ExitCode.PARTIAL);
    System.err.println(run.out());
    assertEquals(
        tool.written().stream()
            .map(kindOf -> kindOf.equals("signature") ? FindingKind.UNSIGNED : FindingKind.UNATTESTED)
            .collect(ImmutableSet.toImmutableSet()),
        run.plan().findings().stream().map(Finding::kind).collect(ImmutableSet.toImmutableSet()));
  }

  private void promote(DamagedRegistry.Kind kind) throws IOException {
    registry = kind.start(Files.createDirectory(directory.resolve("registry")));
    world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults());
    world.rename("us.example", registry.host());
    ManifestFile manifest = world.manifest("staging.example/team", "us.example/prod");
    manifest.promote("app", image.digest(), "v1");
    manifest.promote("bare", other.digest(), "v1");
    world.put("staging.example/team/app", image);
    world.put("staging.example/team/bare", other);
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
  }

  private void require(SigningTool tool) throws IOException {
    StringBuilder text = new StringBuilder(POLICY);
    for (String kind : tool.written()) {
      switch (kind) {
        case "signature" -> text.append("  - signature: [house]\n");
        case "attestation" ->
            text.append("  - attestation: [house]\n    predicate-type: ")
                .append(Cosign.PROVENANCE)
                .append('\n');
        default -> text.append("  - sbom: any\n");
      }
    }
    Files.writeString(policy, text.toString());
  }
}
