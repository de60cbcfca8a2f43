package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signature's tag that was moved is seen, and with a policy the one that verifies wins. */
final class OverwrittenAttachmentTest {

  private static final String REPOSITORY = "us.example/prod/app";

  private final SampleImages samples = new SampleImages(15);
  private final SampleImage image = samples.oci(300);
  private final String tag = image.signatureTag();
  private final KeySigner releng = new KeySigner();
  private final KeySigner stranger = new KeySigner();
  private final SampleImage right = releng.signature(image.digest(), REPOSITORY);
  private final SampleImage renewed = releng.signature(image.digest(), REPOSITORY);
  private final SampleImage forged = stranger.signature(image.digest(), REPOSITORY);
  private final SampleImage otherForged = stranger.signature(image.digest(), REPOSITORY);

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.registry("staging.example");
    world.manifest("staging.example/team", "us.example/prod").promote("app", image.digest(), "v1");
    world.put(REPOSITORY, image, "v1");
    releng.writeKey(directory.resolve("releng.pub"));
    Files.writeString(
        directory.resolve("signatures.yaml"),
        """
        signers:
          releng: {key: releng.pub}
        rules:
        - repositories: [us.example/prod/app]
          require:
          - signature: [releng]
        """);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void withoutAPolicyTheNewerIsAgreedAndTheOlderIsListedAndKept() throws IOException {
    overwrite(right, forged);
    Run taken = world.takeSnapshot().endsWith(ExitCode.DONE);
    assertTrue(
        taken
            .out()
            .contains(
                "· disputed %s:%s: overwritten, was %s, is %s; keeps the newer one\n"
                    .formatted(REPOSITORY, tag, right.digest(), forged.digest())),
        taken.out());
    JsonNode root = newestRoot();
    JsonNode overwritten = root.get("overwritten").get(0);
    assertEquals(right.digest().toString(), overwritten.get("before").asText());
    assertEquals(forged.digest().toString(), overwritten.get("kept").asText());
    assertEquals(0, root.get("disputed").size());
    assertTrue(list().contains("        1 "), list());
    assertHeldAfterAll(right, forged);

    assertFalse(world.takeSnapshot().endsWith(ExitCode.DONE).out().contains("disputed"));
    assertEquals(null, newestRoot().get("overwritten"), "what was agreed is no dispute");
  }

  @ParameterizedTest
  @CsvSource({
    "right, forged, right, the newer has no right signature by releng: ",
    "forged, right, right, it verifies",
    "right, renewed, renewed, it verifies",
    "forged, otherForged, forged, 'the newer, too, has no right signature by releng: '",
  })
  void withAPolicyTheOneThatVerifiesWins(String before, String live, String kept, String reason)
      throws IOException {
    overwrite(named(before), named(live));
    Run taken = take().endsWith(ExitCode.DONE);
    assertTrue(taken.out().contains("· disputed " + REPOSITORY + ":" + tag), taken.out());
    assertTrue(taken.out().contains(" one: " + reason), taken.out());
    JsonNode overwritten = newestRoot().get("overwritten").get(0);
    assertEquals(named(kept).digest().toString(), overwritten.get("kept").asText());
    assertTrue(overwritten.get("reason").asText().startsWith(reason), overwritten.toString());
    assertHeldAfterAll(named(before), named(live));
    boolean stillDiffers = !kept.equals(live);
    assertEquals(stillDiffers, take().endsWith(ExitCode.DONE).out().contains("disputed"));
  }

  @Test
  void aMirrorsSignatureMayNameThePlaceWhereAttachmentsBelong() throws IOException {
    Files.writeString(
        directory.resolve("signatures.yaml"),
        """
        canonical:
        - from: [us.example/prod]
          to: eu.example/prod
        """,
        StandardOpenOption.APPEND);
    SampleImage canonical = releng.signature(image.digest(), "eu.example/prod/app");
    overwrite(forged, canonical);
    Run taken = take().endsWith(ExitCode.DONE);
    assertTrue(taken.out().contains("keeps the newer one: it verifies"), taken.out());
  }

  @Test
  void whatThePolicyAsksNothingOfIsBelieved() throws IOException {
    String attestation = tag.replace(".sig", ".att");
    SampleImage older = releng.attestations(image.digest(), KeySigner.SLSA);
    SampleImage newer = stranger.attestations(image.digest(), KeySigner.SLSA);
    world.put(REPOSITORY, older, attestation);
    take().endsWith(ExitCode.DONE);
    world.put(REPOSITORY, newer, attestation);
    Run taken = take().endsWith(ExitCode.DONE);
    assertTrue(taken.out().contains("is " + newer.digest() + "; keeps the newer one\n"));
  }

  @Test
  void aListOfReferrersThatGrowsIsNotDisputedAndOneThatShrinksIs() throws IOException {
    String list = tag.replace(".sig", "");
    SampleImage first = samples.referrer(image, "application/spdx+json", 20);
    SampleImage second = samples.referrer(image, "application/spdx+json", 21);
    world.put(REPOSITORY, samples.ociIndex(first), list);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.put(REPOSITORY, samples.ociIndex(first, second), list);
    assertFalse(world.takeSnapshot().endsWith(ExitCode.DONE).out().contains("disputed"));
    world.put(REPOSITORY, samples.ociIndex(second), list);
    Run taken = world.takeSnapshot().endsWith(ExitCode.DONE);
    assertTrue(taken.out().contains("disputed " + REPOSITORY + ":" + list), taken.out());
    world.put(REPOSITORY, samples.ociIndex(first), list);
    Run judged = take().endsWith(ExitCode.DONE);
    assertTrue(judged.out().contains("; keeps the newer one\n"), "nobody has to sign those");
  }

  @Test
  void aForgedOneIsMovedBackByARunWithThePolicyAlone() throws IOException {
    overwrite(right, forged);
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    assertEquals(Optional.of(forged.digest()), live());

    Run dry = reconcile("--json").endsWith(ExitCode.DONE);
    assertEquals(
        ImmutableList.of(
            new Action.MoveTag(
                Repository.parse(REPOSITORY),
                tag,
                forged.digest(),
                right.digest(),
                Authority.SNAPSHOT,
                ActionReason.ATTACHMENT_OVERWRITTEN)),
        dry.plan().actions());
    reconcile("--confirm").endsWith(ExitCode.DONE);
    assertEquals(Optional.of(right.digest()), live());
    assertTrue(reconcile().endsWith(ExitCode.DONE).out().contains("Nothing to promote."));
  }

  @Test
  void theBytesOfARightOneThatIsGoneComeFromTheSnapshot() throws IOException {
    overwrite(right, forged);
    world.delete(REPOSITORY, right);
    reconcile("--confirm").endsWith(ExitCode.DONE);
    assertEquals(Optional.of(right.digest()), live());
    assertTrue(world.contents("us.example").manifest("prod/app", right.digest()).isPresent());
  }

  @ParameterizedTest
  @CsvSource({"right, renewed", "forged, right", "forged, otherForged"})
  void whatVerifiesOrIsNoWorseIsLeftAlone(String before, String live) throws IOException {
    overwrite(named(before), named(live));
    assertEquals(ImmutableList.of(), reconcile("--json").endsWith(ExitCode.DONE).plan().actions());
  }

  @Test
  void whatCannotBeReadIsLeftAlone() throws IOException {
    overwrite(right, forged);
    world
        .registry("us.example")
        .faults()
        .always(target -> target.endpoint() == Endpoint.BLOB, new Fault.Refusal(403, "DENIED"));
    assertEquals(ImmutableList.of(), reconcile("--json").plan().actions());
  }

  private void overwrite(SampleImage agreed, SampleImage with) {
    world.put(REPOSITORY, agreed, tag);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.put(REPOSITORY, with, tag);
  }

  private SampleImage named(String name) {
    return switch (name) {
      case "right" -> right;
      case "renewed" -> renewed;
      case "forged" -> forged;
      case "otherForged" -> otherForged;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Run take() {
    return world.takeSnapshot(policy());
  }

  private Run reconcile(String... more) {
    return world.reconcile(
        ImmutableList.<String>builder().add(policy()).add(more).build().toArray(new String[0]));
  }

  private String policy() {
    return "--signature-policy=" + directory.resolve("signatures.yaml");
  }

  private Optional<DescriptorDigest> live() {
    return world.contents("us.example").resolve("prod/app", tag);
  }

  private JsonNode newestRoot() throws IOException {
    try (Stream<Path> roots = Files.list(world.snapshot().resolve("snapshots"))) {
      Path newest = roots.sorted().reduce((one, other) -> other).orElseThrow();
      return new Run(ExitCode.DONE, Files.readString(newest), "").json();
    }
  }

  private String list() {
    return world.run("snapshot", "list", "--snapshot=" + world.snapshot()).out();
  }

  /** Both are held whole by the snapshot, whatever the registry still has. */
  private void assertHeldAfterAll(SampleImage... signatures) {
    world
        .run("snapshot", "verify", "--deep", "--snapshot=" + world.snapshot())
        .endsWith(ExitCode.DONE);
    for (SampleImage signature : signatures) {
      Path blobs = world.snapshot().resolve("blobs/sha256");
      assertTrue(Files.exists(blobs.resolve(signature.digest().getHash())));
      signature
          .blobs()
          .keySet()
          .forEach(blob -> assertTrue(Files.exists(blobs.resolve(blob.getHash()))));
    }
  }
}
