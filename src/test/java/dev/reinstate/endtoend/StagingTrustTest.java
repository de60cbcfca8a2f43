package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What only staging has any more is promoted anew, and for that must be signed as a policy says.
 */
final class StagingTrustTest {

  private static final String STAGING = "staging.example/team/app";

  private final SampleImages samples = new SampleImages(15);
  private final SampleImage image = samples.oci(300);
  private final SampleImage other = samples.oci(200);
  private final KeySigner releng = new KeySigner();
  private final KeySigner stranger = new KeySigner();

  @TempDir private Path directory;
  private World world;
  private ManifestFile manifest;

  @BeforeEach
  void leaveBothInStagingAlone() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.registry("us.example");
    world.registry("eu.example");
    manifest = world.manifest("staging.example/team", "us.example/prod", "eu.example/prod");
    manifest.promote("app", image.digest(), "v1");
    manifest.promote("app", other.digest(), "v2");
    world.put(STAGING, image, "v1");
    world.put(STAGING, other, "v2");
    attach(releng.signature(other.digest(), STAGING), other);
    releng.writeKey(directory.resolve("releng.pub"));
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({
    "require, right, true",
    "require, none, false",
    "require, stranger's, false",
    "require, another image's, false",
    "require, changed, false",
    "require, no manifest, false",
    "if-present, right, true",
    "if-present, none, true",
    "if-present, stranger's, false",
    "if-present, another image's, false",
    "if-present, changed, false",
  })
  void onlyWhatThePolicyLetsThroughIsWritten(String verify, String attached, boolean trusted)
      throws IOException {
    policy(verify);
    switch (attached) {
      case "right" -> attach(releng.signature(image.digest(), STAGING), image);
      case "none" -> {}
      case "stranger's" -> attach(stranger.signature(image.digest(), STAGING), image);
      case "another image's" -> attach(releng.signature(other.digest(), STAGING), image);
      case "changed" ->
          attach(
              releng.signature(
                  image.digest(),
                  STAGING,
                  payload -> {
                    byte[] changed = payload.clone();
                    changed[changed.length - 3] ^= 1;
                    return changed;
                  }),
              image);
      case "no manifest" -> attach(samples.oci(20), image);
      default -> throw new IllegalArgumentException(attached);
    }
    ExitCode end = trusted ? ExitCode.DONE : ExitCode.PARTIAL;
    Run dry = reconcile("--json").endsWith(end);
    assertEquals(trusted ? 4 : 2, dry.plan().actions().size(), dry.out());
    Run run = reconcile("--confirm", "--json").endsWith(end);

    for (String host : ImmutableList.of("us.example", "eu.example")) {
      assertEquals(trusted, isThere(host, image), "only what is trusted");
      assertTrue(isThere(host, other), "the others go on");
      assertEquals(
          trusted ? Optional.of(image.digest()) : Optional.empty(),
          world.contents(host).resolve("prod/app", "v1"));
    }
    ImmutableList<Finding> untrusted = untrusted(run);
    assertEquals(trusted ? 0 : 2, untrusted.size(), run.out());
    for (Finding finding : untrusted) {
      assertEquals(Optional.of(image.digest()), finding.digest());
      assertEquals(ImmutableSortedSet.of("v1"), finding.tags());
      assertTrue(
          finding.detail().contains(STAGING + " has no")
              && finding.detail().contains("signature by releng"),
          finding.detail());
    }
    assertEquals(
        ImmutableList.of(), run.plan().notDone(), "what is not trusted is not left undone as well");
  }

  @Test
  void whatCannotBeReadIsNotConcludedFrom() throws IOException {
    policy("if-present");
    attach(releng.signature(image.digest(), STAGING), image);
    world
        .registry("staging.example")
        .faults()
        .always(
            target ->
                target.endpoint() == Endpoint.BLOB
                    && target.method().equals("GET")
                    && target
                        .reference()
                        .equals(
                            Iterables.getLast(
                                    releng.signature(image.digest(), STAGING).blobs().keySet())
                                .toString()),
            new Fault.Refusal(403, "DENIED"));
    Run run = reconcile("--confirm", "--json").endsWith(ExitCode.PARTIAL);
    Finding finding = untrusted(run).getFirst();
    assertTrue(finding.detail().contains("cannot be told: "), finding.detail());
    assertTrue(finding.detail().contains("403"), finding.detail());
    assertFalse(isThere("us.example", image));
    assertTrue(isThere("us.example", other));
  }

  @Test
  void whereNoTagsAreListedAWrongSignatureIsNotTakenForNone() throws IOException {
    policy("if-present");
    attach(stranger.signature(image.digest(), STAGING), image);
    world
        .registry("staging.example")
        .faults()
        .always(
            target -> target.endpoint() == Endpoint.TAGS, new Fault.Refusal(404, "NAME_UNKNOWN"));
    Run run = reconcile("--confirm", "--json").endsWith(ExitCode.PARTIAL);
    assertFalse(isThere("us.example", image));
    assertTrue(
        untrusted(run).getFirst().detail().contains("no such repository"),
        () -> untrusted(run).getFirst().detail());
  }

  @Test
  void anImageIsLookedAtOnceHoweverManyDestinationsLackIt() throws IOException {
    policy("require");
    SampleImage signature = releng.signature(image.digest(), STAGING);
    attach(signature, image);
    world.resetCounts();
    reconcile("--json").endsWith(ExitCode.DONE);
    assertEquals(
        2 + 2,
        world.registry("staging.example").counts().of("GET", Endpoint.MANIFEST)
            + world.registry("staging.example").counts().of("GET", Endpoint.BLOB),
        "the manifest of each signature and its payload");
  }

  @Test
  void whatAMirrorOrTheSnapshotHasWasPromotedBefore() throws IOException {
    policy("require");
    world.put("eu.example/prod/app", image, "v1");
    world.put("eu.example/prod/app", other, "v2");
    world.resetCounts();
    Run run = reconcile("--confirm", "--json").endsWith(ExitCode.DONE);
    assertEquals(ImmutableList.of(), untrusted(run));
    assertTrue(isThere("us.example", image));
    assertEquals(0, world.registry("staging.example").counts().total());
    assertEquals(0, world.registry("eu.example").counts().of(Endpoint.REFERRERS));

    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.wipe("us.example");
    world.wipe("eu.example");
    world.resetCounts();
    reconcile("--confirm").endsWith(ExitCode.DONE);
    assertTrue(isThere("us.example", image));
    assertEquals(
        image.blobs().size() + other.blobs().size(),
        world.registry("staging.example").counts().of("GET", Endpoint.BLOB),
        "no signature is read");
  }

  @Test
  void withoutARuleForItAndWithoutAPolicyStagingIsBelieved() throws IOException {
    Files.writeString(
        directory.resolve("signatures.yaml"),
        """
        signers:
          releng: {key: releng.pub}
        sources:
        - repositories: ["elsewhere.example/**"]
          verify: require
          require: [{signature: [releng]}]
        """);
    assertEquals(4, reconcile("--json").endsWith(ExitCode.DONE).plan().actions().size());
    Run without = world.reconcile("--confirm", "--json").endsWith(ExitCode.DONE);
    assertEquals(ImmutableList.of(), untrusted(without));
    assertTrue(isThere("us.example", image));
  }

  @Test
  void ofSeveralSourcesThoseThatPassAreTaken() throws IOException {
    policy("require");
    ManifestFile twin = world.manifest("other.example/team", "us.example/prod", "eu.example/prod");
    twin.promote("app", image.digest(), "v1");
    world.put("other.example/team/app", image, "v1");
    world.put(
        "other.example/team/app",
        releng.signature(image.digest(), "other.example/team/app"),
        image.signatureTag());
    Run run = reconcile("--json").endsWith(ExitCode.DONE);
    for (Action action : run.plan().actions()) {
      if (action instanceof Action.RestoreImage restore
          && restore.digest().equals(image.digest())) {
        assertEquals(
            ImmutableList.of("other.example/team/app"),
            restore.sources().stream()
                .map(source -> source.reference())
                .collect(ImmutableList.toImmutableList()));
      }
    }
    reconcile("--confirm").endsWith(ExitCode.DONE);
    assertTrue(isThere("us.example", image));
  }

  @Test
  void whatBelongsToARefusedImageIsLeftOutAndTheChildrenOfATrustedIndexComeWithIt()
      throws IOException {
    policy("require");
    SampleImage child = samples.oci(60);
    SampleImage index = samples.ociIndex(child, samples.oci(70));
    world.put(STAGING, index, "v3");
    attach(releng.signature(index.digest(), STAGING), index);
    manifest.promote("app", index.digest(), "v3");
    manifest.promote("app", child.digest(), "v4");
    for (String host : ImmutableList.of("us.example", "eu.example")) {
      world.put(host + "/prod/app", index, "v3");
      world.put(host + "/prod/app", image, "v1");
      world.put(
          host + "/prod/app", releng.signature(image.digest(), STAGING), image.signatureTag());
    }
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.wipe("us.example");
    world.wipe("eu.example");
    loseBlobsOfSnapshot(image, index, child);

    Run run = reconcile("--confirm", "--json").endsWith(ExitCode.PARTIAL);
    assertFalse(isThere("us.example", image));
    assertEquals(
        Optional.empty(), world.contents("us.example").resolve("prod/app", image.signatureTag()));
    assertTrue(isThere("us.example", index));
    assertEquals(
        Optional.of(child.digest()), world.contents("us.example").resolve("prod/app", "v4"));
    assertEquals(2, untrusted(run).size(), run.out());
  }

  /** So that a take notices and the snapshot is no source of them any more. */
  private void loseBlobsOfSnapshot(SampleImage... lost) throws IOException {
    for (SampleImage each : lost) {
      Files.delete(world.snapshot().resolve("blobs/sha256").resolve(each.digest().getHash()));
    }
    world.takeSnapshot();
  }

  @Test
  void aScrubDoesNotHealWithWhatReconcileWouldNotWrite() throws IOException {
    policy("require");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    Run run =
        world.scrub(
            "--signatures",
            "--signature-policy=" + directory.resolve("signatures.yaml"),
            "--confirm",
            "--json");
    run.endsWith(ExitCode.PARTIAL);
    assertEquals(2, untrusted(run).size(), run.out());
    for (String host : ImmutableList.of("us.example", "eu.example")) {
      assertFalse(isThere(host, image), "unsigned");
      assertTrue(isThere(host, other), "the others are healed");
    }
    world.scrub("--confirm");
    assertTrue(isThere("us.example", image), "without a policy staging is believed");
  }

  private Run reconcile(String... more) {
    String[] words = new String[more.length + 1];
    words[0] = "--signature-policy=" + directory.resolve("signatures.yaml");
    System.arraycopy(more, 0, words, 1, more.length);
    return world.reconcile(words);
  }

  private void policy(String verify) throws IOException {
    Files.writeString(
        directory.resolve("signatures.yaml"),
        """
        signers:
          releng: {key: releng.pub}
        sources:
        - repositories: ["*.example/team/**"]
          verify: %s
          require: [{signature: [releng]}]
        """
            .formatted(verify));
  }

  private void attach(SampleImage signature, SampleImage to) {
    world.put(STAGING, signature, to.signatureTag());
  }

  private boolean isThere(String host, SampleImage wanted) {
    return world.contents(host).manifest("prod/app", wanted.digest()).isPresent();
  }

  private static ImmutableList<Finding> untrusted(Run run) {
    return run.plan().findings().stream()
        .filter(finding -> finding.kind() == FindingKind.UNTRUSTED)
        .collect(ImmutableList.toImmutableList());
  }
}
