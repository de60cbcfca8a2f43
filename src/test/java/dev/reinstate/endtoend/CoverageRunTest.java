package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What desired images lack of what a policy asks for, as the main job says it. */
final class CoverageRunTest {

  private static final EmbeddedRegistryOptions GOOGLE = EmbeddedRegistryOptions.defaults();
  private static final EmbeddedRegistryOptions PLAIN = GOOGLE.withListing(ListingStyle.OCI);
  private static final String SIGNATURE = "application/vnd.dev.cosign.artifact.sig.v1+json";
  private static final String SBOM = "application/spdx+json";
  private static final String RULE = "rules:\n- repositories: [\"*.example/prod/**\"]\n";
  private static final String SIGNED = RULE + "  require: [signature: any]\n";
  private static final String IN_US =
      "canonical:\n- from: [\"*.example/prod\"]\n  to: us.example/prod\n";

  private final SampleImages samples = new SampleImages(61);
  private final SampleImage bare = samples.oci(10);
  private final SampleImage tagged = samples.oci(11);
  private final SampleImage referred = samples.oci(12);
  private final SampleImage child = samples.oci(13);
  private final SampleImage index = samples.ociIndex(child, samples.oci(14));
  private final SampleImage referrer = samples.referrer(referred, SIGNATURE, 20);

  @TempDir private Path directory;

  @Test
  void tagsAndReferrersThatAreKnownTakeNoRequestMoreOnGooglesListing() throws IOException {
    try (World world = promoted(GOOGLE, tagged, referred)) {
      attach(world, tagged, ".sig");
      world.put("us.example/prod/app", referrer);
      world.takeSnapshot().endsWith(ExitCode.DONE);
      world.resetCounts();
      world.reconcile().endsWith(ExitCode.DONE);
      long plain = world.requests();
      world.resetCounts();

      Run run = world.reconcile(policy(SIGNED)).endsWith(ExitCode.DONE);

      assertEquals(plain, world.requests());
      assertSays(run, "signed: all 2 images have what the policy asks for\n");
      assertTrue(run.out().endsWith("Nothing to promote.\n"), run.out());
    }
  }

  @Test
  void oneWithoutIsAFindingAndTakesNoRequestWhereAllIsExplained() throws IOException {
    try (World world = promoted(GOOGLE, bare, tagged)) {
      attach(world, tagged, ".sig");
      world.takeSnapshot().endsWith(ExitCode.DONE);
      world.resetCounts();
      world.reconcile().endsWith(ExitCode.DONE);
      long plain = world.requests();
      world.resetCounts();

      Run run = world.reconcile(policy(SIGNED)).endsWith(ExitCode.PARTIAL);

      assertEquals(plain, world.requests());
      assertSays(
          run,
          "signed: 1 of 2 images have what the policy asks for; lacking 1: us.example/prod 1 (app"
              + " 1)\n");
      assertSays(run, "! unsigned app@" + bare.digest() + " (v0): no signature\n");
      assertSays(run, "→ Sign the unsigned images (1): ");
    }
  }

  @Test
  void whatNobodyExplainsIsReadOnceEachAndOnlyWhereSomethingLacks() throws IOException {
    try (World world = promoted(GOOGLE, bare, tagged, referred)) {
      attach(world, tagged, ".sig");
      world.put("us.example/prod/app", referrer);
      world.reconcile().endsWith(ExitCode.DONE);
      world.resetCounts();

      Run run = world.reconcile(policy(SIGNED)).endsWith(ExitCode.PARTIAL);

      assertSays(run, "signed: 2 of 3 images");
      assertEquals(1, world.registry("us.example").counts().of(Endpoint.MANIFEST), "the referrer");
      assertEquals(0, world.registry("us.example").counts().of(Endpoint.REFERRERS));
    }
  }

  @Test
  void whereThatIsMoreThanWhatLacksTheReferrersOfEachImageAreAsked() throws IOException {
    try (World world = promoted(GOOGLE, tagged, referred)) {
      attach(world, tagged, ".sig");
      world.put("us.example/prod/app", referrer);
      world.put("us.example/prod/app", samples.oci(3));
      world.put("us.example/prod/app", samples.oci(4));

      Run run = world.reconcile(policy(SIGNED)).endsWith(ExitCode.DONE);

      assertSays(run, "signed: all 2 images");
      assertEquals(0, world.registry("us.example").counts().of(Endpoint.MANIFEST));
      assertEquals(1, world.registry("us.example").counts().of(Endpoint.REFERRERS));
    }
  }

  @Test
  void onPlainListingsEachImageThatTagsDoNotCoverIsAskedAboutOnce() throws IOException {
    try (World world = promoted(PLAIN, bare, tagged, referred)) {
      attach(world, tagged, ".sig");
      world.put("us.example/prod/app", referrer);

      Run run = world.reconcile(policy(SIGNED)).endsWith(ExitCode.PARTIAL);

      assertSays(run, "signed: 2 of 3 images");
      assertEquals(2, world.registry("us.example").counts().of(Endpoint.REFERRERS));
      assertSays(run, "! unsigned app@" + bare.digest());
    }
  }

  @Test
  void theListThatClientsKeepUnderATagIsRead() throws IOException {
    for (EmbeddedRegistryOptions options : List.of(GOOGLE, PLAIN)) {
      try (World world = promoted(options.without(Feature.REFERRERS), referred)) {
        world.put("us.example/prod/app", referrer);
        world.put("us.example/prod/app", samples.ociIndex(referrer), tag(referred, ""));
        Run run = world.reconcile(policy(SIGNED)).endsWith(ExitCode.DONE);
        assertSays(run, "signed: all 1 images");
      }
    }
  }

  @Test
  void eachKindIsLookedForAndCountedByItself() throws IOException {
    try (World world = promoted(PLAIN, bare, tagged)) {
      attach(world, tagged, ".sig");
      attach(world, tagged, ".att");
      world.put("us.example/prod/app", samples.referrer(bare, SBOM, 7));
      String all = "  require: [signature: any, attestation: any, sbom: any]\n";

      Run run = world.reconcile(policy(RULE + all), "--json").endsWith(ExitCode.PARTIAL);

      assertEquals(
          ImmutableList.of(FindingKind.UNSIGNED, FindingKind.UNATTESTED),
          kinds(run),
          "an attestation may be an SBOM; an SBOM is no attestation");
      JsonNode kinds = run.json().at("/signed/destinations/0/subprojects/0/kinds");
      assertEquals("{\"required\":2,\"covered\":1,\"lacking\":1}", kinds.get("signature") + "");
      assertEquals("{\"required\":2,\"covered\":1,\"lacking\":1}", kinds.get("attestation") + "");
      assertEquals("{\"required\":2,\"covered\":2,\"lacking\":0}", kinds.get("sbom") + "");
    }
  }

  @Test
  void threeMirrorsOfAnImageAreOneFindingWhereItsSignatureBelongs() throws IOException {
    try (World world = mirrored(bare, tagged)) {
      world.put("us.example/prod/app", samples.cosignSignature(tagged), tag(tagged, ".sig"));
      world.put("eu.example/prod/app", samples.cosignSignature(bare), tag(bare, ".sig"));

      Run run = world.reconcile(policy(SIGNED + IN_US), "--json").endsWith(ExitCode.PARTIAL);

      Finding finding = only(run, FindingKind.UNSIGNED);
      assertEquals("us.example/prod/app", finding.repository().orElseThrow().toString());
      assertEquals(bare.digest(), finding.digest().orElseThrow());
      assertTrue(finding.detail().contains("for 3 destinations"), finding.detail());
      assertEquals(2, run.json().at("/signed/required").asInt());
    }
  }

  @Test
  void aPlaceThatIsNotInScopeIsListedOnceAndNeverWrittenTo() throws IOException {
    try (World world = mirrored(bare, tagged)) {
      world.put("us.example/prod/app", samples.cosignSignature(tagged), tag(tagged, ".sig"));
      var before = world.contents("us.example").state();
      world.delete("eu.example/prod/app", bare);

      Run run =
          world
              .reconcile(policy(SIGNED + IN_US), "--include=eu.example/**", "--confirm")
              .endsWith(ExitCode.PARTIAL);

      assertSays(run, "signed: 1 of 2 images");
      assertSays(run, "lacking 1: us.example/prod 1 (app 1)");
      assertEquals(before, world.contents("us.example").state());
      assertEquals(1, world.registry("us.example").counts().of(Endpoint.TAGS));
    }
  }

  @Test
  void ofAPlaceThatCannotBeReadNothingIsConcluded() throws IOException {
    try (World world = mirrored(bare, tagged)) {
      world
          .registry("us.example")
          .faults()
          .always(target -> target.endpoint() == Endpoint.TAGS, new Fault.Refusal(403, "DENIED"));

      Run some =
          world
              .reconcile(policy(SIGNED + IN_US), "--include=eu.example/**", "--json")
              .endsWith(ExitCode.PARTIAL);
      assertEquals(ImmutableList.of(FindingKind.UNREADABLE), kinds(some));
      assertEquals(2, some.json().at("/signed/unknown").asInt());

      Run all = world.reconcile(policy(SIGNED + IN_US), "--json").endsWith(ExitCode.PARTIAL);
      assertEquals(ImmutableList.of(FindingKind.UNREADABLE), kinds(all));
      assertSays(all.err(), "signed: 0 of 2 images have what the policy asks for; of 2 nothing");
    }
  }

  @Test
  void whereReferrersCannotBeAskedForOneFindingSaysSoForAll() throws IOException {
    try (World world = promoted(PLAIN, bare, referred, tagged)) {
      attach(world, tagged, ".sig");
      world
          .registry("us.example")
          .faults()
          .always(
              target -> target.endpoint() == Endpoint.REFERRERS, new Fault.Refusal(403, "DENIED"));
      Run run = world.reconcile(policy(SIGNED), "--json").endsWith(ExitCode.PARTIAL);
      Finding finding = only(run, FindingKind.UNREADABLE);
      assertTrue(finding.detail().contains(" (and 1 more): GET http://"), finding.detail());
      assertSays(run.err(), "signed: 1 of 3 images have what the policy asks for; of 2 nothing");
    }
  }

  @Test
  void olderImagesAreExemptByTheEarliestTimeAnyListingTells() throws IOException {
    try (World world = mirrored(bare, tagged)) {
      world
          .contents("jp.example")
          .uploadedAt("prod/app", bare.digest(), Instant.parse("2022-11-07T23:59:59Z"));
      world
          .contents("jp.example")
          .uploadedAt("prod/app", tagged.digest(), Instant.parse("2022-11-08T00:00:00Z"));
      String since = RULE + "  since: 2022-11-08\n  require: [signature: any]\n" + IN_US;

      Run run = world.reconcile(policy(since), "--json").endsWith(ExitCode.PARTIAL);

      assertEquals(tagged.digest(), only(run, FindingKind.UNSIGNED).digest().orElseThrow());
      assertEquals(1, run.json().at("/signed/required").asInt());
    }
  }

  @Test
  void theManifestsOfAnIndexWhereThePolicySaysSoKnownFromTheSnapshotOrReadOnce()
      throws IOException {
    try (World world = promoted(GOOGLE, index)) {
      attach(world, index, ".sig");
      attach(world, child, ".sig");
      String children = RULE + "  children: true\n  require: [signature: any]\n";
      assertSays(world.reconcile(policy(SIGNED)).endsWith(ExitCode.DONE), "signed: all 1 images");
      world.resetCounts();

      Run read = world.reconcile(policy(children)).endsWith(ExitCode.PARTIAL);
      assertSays(read, "signed: 2 of 3 images");
      assertSays(read, "; it is a part of " + index.digest());

      world.takeSnapshot().endsWith(ExitCode.DONE);
      world.resetCounts();
      Run known = world.reconcile(policy(children)).endsWith(ExitCode.PARTIAL);
      assertSays(known, "signed: 2 of 3 images");
      assertEquals(0, world.registry("us.example").counts().of(Endpoint.MANIFEST));
    }
  }

  @Test
  void whatThePlanBringsBackIsNotLackingAndAfterwardsIsThere() throws IOException {
    try (World world = promoted(GOOGLE, tagged, referred)) {
      SampleImage signature = samples.cosignSignature(tagged);
      world.put("us.example/prod/app", signature, tag(tagged, ".sig"));
      world.put("us.example/prod/app", referrer);
      world.takeSnapshot().endsWith(ExitCode.DONE);
      world.delete("us.example/prod/app", signature);
      world.delete("us.example/prod/app", referrer);

      assertSays(world.reconcile(policy(SIGNED)).endsWith(ExitCode.DONE), "signed: all 2 images");
      Run run = world.reconcile(policy(SIGNED), "--confirm").endsWith(ExitCode.DONE);
      assertSays(run, "signed: all 2 images");
    }
  }

  @Test
  void whatCouldNotBeBroughtBackIsLacking() throws IOException {
    try (World world = promoted(GOOGLE, tagged)) {
      SampleImage signature = samples.cosignSignature(tagged);
      world.put("us.example/prod/app", signature, tag(tagged, ".sig"));
      world.takeSnapshot().endsWith(ExitCode.DONE);
      world.delete("us.example/prod/app", signature);
      world
          .registry("us.example")
          .faults()
          .always(
              target -> target.endpoint() == Endpoint.UPLOADS, new Fault.Refusal(403, "DENIED"));

      Run run = world.reconcile(policy(SIGNED), "--confirm", "--json").endsWith(ExitCode.PARTIAL);

      assertEquals(tagged.digest(), only(run, FindingKind.UNSIGNED).digest().orElseThrow());
    }
  }

  @Test
  void aLostImageIsLostAndNotUnsignedToo() throws IOException {
    try (World world = promoted(GOOGLE, bare, tagged)) {
      attach(world, tagged, ".sig");
      world.delete("us.example/prod/app", bare);
      Run run = world.reconcile(policy(SIGNED), "--json").endsWith(ExitCode.PARTIAL);
      assertEquals(ImmutableList.of(FindingKind.LOST), kinds(run));
      assertSays(run.err(), "signed: all 1 images");
    }
  }

  @Test
  void filesListWhatIsToBeSignedAndNothingElse() throws IOException {
    try (World world = promoted(PLAIN, bare, tagged)) {
      attach(world, tagged, ".sig");
      Path artifacts = directory.resolve("artifacts");
      String both = RULE + "  require: [signature: any, sbom: any]\n";

      world.reconcile(policy(both), "--artifacts=" + artifacts).endsWith(ExitCode.PARTIAL);

      String ofBare = "us.example/prod/app@" + bare.digest() + "\n";
      String ofTagged = "us.example/prod/app@" + tagged.digest() + "\n";
      assertEquals(ofBare, Files.readString(artifacts.resolve("unsigned.txt")));
      assertEquals(
          ofBare.compareTo(ofTagged) < 0 ? ofBare + ofTagged : ofTagged + ofBare,
          Files.readString(artifacts.resolve("unattested.txt")));
      assertEquals(
          "0 of 2 images have what the policy asks for; lacking 2: us.example/prod 2 (app 2)",
          json(artifacts.resolve("metadata.json")).get("signed").asText());
      String page = Files.readString(artifacts.resolve("report.html"));
      assertTrue(page.contains("[\"Signed\",\"0 of 2 images"), page);
    }
  }

  @Test
  void withoutAPolicyThereIsNoSuchFileAndWithOneAnEmptyOneSaysThatNothingIsToDo()
      throws IOException {
    try (World world = promoted(GOOGLE, tagged)) {
      attach(world, tagged, ".sig");
      Path artifacts = directory.resolve("artifacts");
      Run plain = world.reconcile("--artifacts=" + artifacts).endsWith(ExitCode.DONE);
      assertFalse(Files.exists(artifacts.resolve("unsigned.txt")));
      assertFalse(plain.out().contains("signed"), plain.out());
      assertFalse(json(artifacts.resolve("plan.json")).has("signed"));

      world.reconcile(policy(SIGNED), "--artifacts=" + artifacts).endsWith(ExitCode.DONE);
      assertEquals("", Files.readString(artifacts.resolve("unsigned.txt")));
      assertEquals("", Files.readString(artifacts.resolve("unattested.txt")));
    }
  }

  @Test
  void shardsAddUp() throws IOException {
    try (World world = new World(directory, GOOGLE)) {
      ManifestFile manifest = world.manifest("staging.example/team", "us.example/prod");
      world.registry("staging.example");
      for (int i = 0; i < 12; i++) {
        SampleImage image = samples.oci(30 + i);
        manifest.promote("team" + i % 2 + "/app" + i, image.digest(), "v1");
        world.put("us.example/prod/team" + i % 2 + "/app" + i, image, "v1");
      }
      Path whole = directory.resolve("whole");
      world.reconcile(policy(SIGNED), "--artifacts=" + whole).endsWith(ExitCode.PARTIAL);
      for (int i = 0; i < 2; i++) {
        world
            .reconcile(
                policy(SIGNED),
                "--artifacts=" + directory.resolve("part" + i),
                "--shard=" + i + "/2")
            .endsWith(ExitCode.PARTIAL);
      }
      Path merged = directory.resolve("merged");
      Run run =
          world
              .run(
                  "report",
                  "merge",
                  directory.resolve("part0/result.json").toString(),
                  directory.resolve("part1/result.json").toString(),
                  "--artifacts=" + merged)
              .endsWith(ExitCode.PARTIAL);

      assertSays(
          run,
          "signed: 0 of 12 images have what the policy asks for; lacking 12: us.example/prod 12"
              + " (team0 6, team1 6)\n");
      for (String file : List.of("unsigned.txt", "unattested.txt", "metadata.json")) {
        assertEquals(
            Files.readString(whole.resolve(file)), Files.readString(merged.resolve(file)), file);
      }
      assertEquals(
          json(whole.resolve("result.json")).get("signed"),
          json(merged.resolve("result.json")).get("signed"));
    }
  }

  @Test
  void manyAreShortenedAndHideNothingElse() throws IOException {
    try (World world = new World(directory, GOOGLE)) {
      ManifestFile manifest = world.manifest("staging.example/team", "us.example/prod");
      for (int i = 0; i < 40; i++) {
        SampleImage image = samples.oci(30 + i);
        manifest.promote("app", image.digest(), "v" + i);
        world.put("us.example/prod/app", image, i == 0 ? new String[0] : new String[] {"v" + i});
      }
      world.registry("staging.example");
      Run run = world.reconcile(policy(SIGNED)).endsWith(ExitCode.PARTIAL);
      assertEquals(5, run.out().lines().filter(line -> line.contains("! unsigned")).count());
      assertSays(run, "  + tag   app:v0 ");
      assertSays(run, "  … and 35 more (-v shows all)\n");
    }
  }

  @Test
  void theDirectoryOfThePromotersNamesTheSubproject() throws IOException {
    try (World world = new World(directory, GOOGLE)) {
      world.registry("us.example");
      world.put("us.example/prod/kube/app", bare, "v1");
      Path manifests = directory.resolve("thin/manifests/k8s-staging-kube");
      Path images = directory.resolve("thin/images/k8s-staging-kube");
      Files.createDirectories(manifests);
      Files.createDirectories(images);
      Files.writeString(
          manifests.resolve("promoter-manifest.yaml"),
          "registries:\n- name: staging.example/team\n  src: true\n- name: us.example/prod\n");
      Files.writeString(
          images.resolve("images.yaml"),
          "- name: kube/app\n  dmap:\n    \"" + bare.digest() + "\": [\"v1\"]\n");
      Run run =
          world
              .reconcile(policy(SIGNED), "--thin-manifest-dir=" + directory.resolve("thin"))
              .endsWith(ExitCode.PARTIAL);
      assertSays(run, "us.example/prod 1 (k8s-staging-kube 1)\n");
    }
  }

  private World promoted(EmbeddedRegistryOptions options, SampleImage... images)
      throws IOException {
    return promoted(options, List.of("us.example"), images);
  }

  private World mirrored(SampleImage... images) throws IOException {
    return promoted(GOOGLE, List.of("eu.example", "jp.example", "us.example"), images);
  }

  private World promoted(EmbeddedRegistryOptions options, List<String> hosts, SampleImage... images)
      throws IOException {
    World world = new World(directory.resolve(options.listing() + "" + hosts.size()), options);
    world.registry("staging.example");
    ManifestFile manifest =
        world.manifest(
            "staging.example/team",
            hosts.stream().map(host -> host + "/prod").toArray(String[]::new));
    for (int i = 0; i < images.length; i++) {
      manifest.promote("app", images[i].digest(), "v" + i);
      for (String host : hosts) {
        world.put(host + "/prod/app", images[i], "v" + i);
      }
    }
    return world;
  }

  private void attach(World world, SampleImage image, String suffix) {
    world.put("us.example/prod/app", samples.cosignSignature(image), tag(image, suffix));
  }

  private static String tag(SampleImage image, String suffix) {
    return "sha256-" + image.digest().getHash() + suffix;
  }

  private String policy(String text) throws IOException {
    Path file = directory.resolve("policy.yaml");
    Files.writeString(file, text);
    return "--signature-policy=" + file;
  }

  private static Finding only(Run run, FindingKind kind) {
    List<Finding> findings =
        run.plan().findings().stream().filter(finding -> finding.kind() == kind).toList();
    assertEquals(1, findings.size(), run.out());
    return findings.getFirst();
  }

  private static ImmutableList<FindingKind> kinds(Run run) {
    return run.plan().findings().stream()
        .map(Finding::kind)
        .collect(ImmutableList.toImmutableList());
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.builder().build().readTree(file.toFile());
  }

  private static void assertSays(Run run, String text) {
    assertSays(run.out(), text);
  }

  private static void assertSays(String said, String text) {
    assertTrue(said.contains(text), said);
  }
}
