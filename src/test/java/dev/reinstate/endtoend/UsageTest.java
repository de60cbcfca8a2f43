package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is wrong with the options or the manifests is said before the first request. */
final class UsageTest extends TwoImagesOnTwoHosts {

  @Test
  void everyUsageProblemIsSaidAtOnceBeforeTheFirstRequest() {
    Run run =
        world
            .run(
                "reconcile",
                "--snapshot=s3://bucket",
                "--as-of=yesterday",
                "--include=[",
                "--exclude={",
                "--rewrite=us.example",
                "--ca-file=" + directory.resolve("gone.pem"),
                "--ca-file=" + directory,
                "--plain-http=http://us.example",
                "--concurrency=0",
                "--rate=-1",
                "--max-tag-moves=-1",
                "--max-missing=101",
                "--approve=latest")
            .endsWith(ExitCode.USAGE);
    for (String named :
        ImmutableList.of(
            "--thin-manifest-dir",
            "--snapshot",
            "--as-of",
            "--include",
            "--exclude",
            "--rewrite",
            "--ca-file: " + directory.resolve("gone.pem") + ": no such file",
            "--ca-file: " + directory + ": is a directory",
            "--plain-http or --tls: 'http://us.example' is not HOST[:PORT]",
            "--concurrency",
            "--rate",
            "--max-tag-moves",
            "--max-missing",
            "--approve")) {
      assertTrue(run.err().contains(named), () -> named + " is not in " + run.err());
    }
    assertEquals("", run.out());
    assertEquals(0, world.requests());
  }

  /** The platform's message is the path alone. */
  @Test
  void aPlaceThatCannotBeWrittenIsNamedWithTheReason() throws IOException {
    Path store = world.snapshot();
    Files.createSymbolicLink(store, directory.resolve("nowhere"));
    Run run = world.takeSnapshot();
    run.endsWith(ExitCode.UNEXPECTED);
    assertTrue(run.err().contains(store + ": it is there already"), run.err());
  }

  @Test
  void whatIsNoOptionOrNoNumberIsAUsageProblem() {
    assertTrue(world.reconcile("--confrim").endsWith(ExitCode.USAGE).err().contains("--confrim"));
    Run run = world.reconcile("--concurrency=many").endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains("--concurrency"), run.err());
    assertTrue(world.run("restore").endsWith(ExitCode.USAGE).err().contains("restore"));
    assertEquals(0, world.requests());
  }

  @Test
  void aStoreWithoutSnapshotsIsAUsageProblemAndStaysAsItIs() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Path absent = directory.resolve("absent");
    for (Path store : ImmutableList.of(empty, absent)) {
      Run run = world.reconcile("--snapshot=" + store).endsWith(ExitCode.USAGE);
      assertTrue(run.err().contains("holds no snapshot"), run.err());
      assertTrue(run.err().contains("reinstate snapshot take"), run.err());
    }
    assertFalse(Files.exists(absent));
    assertEquals(0, world.requests());
  }

  /** Of every command that takes one. */
  @Test
  void problemsOfASignaturePolicyAreLocatedBeforeTheFirstRequest() throws IOException {
    world.takeSnapshot();
    world.resetCounts();
    String snapshot = "--snapshot=" + world.snapshot();
    Path policy = directory.resolve("policy.yaml");
    Files.writeString(
        policy,
        """
        signers:
          house: {key: cosign.pub}
        rules:
        - repositories: ["us.example/{prod"]
          require: [{signature: [home]}]
        """);
    String option = "--signature-policy=" + policy;
    for (Run run :
        ImmutableList.of(
            world.reconcile(option),
            world.reconcile(option, "--confirm"),
            world.scrub(option, "--signatures"),
            world.takeSnapshot(option),
            world.run("signatures", "verify", snapshot, option),
            world.run("snapshot", "verify", snapshot, option, "--signatures"))) {
      run.endsWith(ExitCode.USAGE);
      for (String place : ImmutableList.of(":2:16: 'key'", ":4:18: invalid", ":5:26: no signer")) {
        assertTrue(run.err().contains(policy + place), run.err());
      }
      assertEquals("", run.out());
    }
    assertEquals(0, world.requests());
  }

  /** A mistyped glob would ask nothing of anybody and be green. */
  @Test
  void aSignaturePolicyThatFitsNoRepositoryIsRefusedAndARuleThatDoesIsNamed() throws IOException {
    world.takeSnapshot();
    world.resetCounts();
    Path policy = directory.resolve("policy.yaml");
    String option = "--signature-policy=" + policy;
    String snapshot = "--snapshot=" + world.snapshot();
    String mistyped =
        """
        rules:
        - repositories: ["us.example/prdo/**"]
          require: [{signature: any}]
        """;
    Files.writeString(policy, mistyped);
    for (Run run :
        ImmutableList.of(
            world.reconcile(option),
            world.scrub(option, "--signatures"),
            world.signatures(option))) {
      run.endsWith(ExitCode.USAGE);
      assertTrue(run.err().contains(policy + ":2:3: 'repositories' fit none"), run.err());
    }
    Run stored = world.run("snapshot", "verify", snapshot, option, "--signatures");
    assertTrue(stored.endsWith(ExitCode.USAGE).err().contains("fits a repository"), stored.err());
    assertEquals(0, world.requests());

    Files.writeString(
        policy, mistyped + "- {repositories: [\"us.example/**\"], require: [{signature: any}]}\n");
    Run other = world.reconcile(option).endsWith(ExitCode.PARTIAL);
    assertTrue(other.err().contains(policy + ":2:3: 'repositories' fit none"), other.err());
  }

  @Test
  void problemsOfManifestsStopTheRunBeforeItsFirstRequest() throws IOException {
    Path broken = breakManifest();
    Run run = world.reconcile("--confirm", "--manifest=" + broken).endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains(broken + ":8:"), run.err());
    assertTrue(run.err().contains(broken + ":10:"), run.err());
    assertTrue(run.err().contains("--skip-invalid"), run.err());
    assertEquals(0, world.requests());
  }

  @Test
  void skippedProblemsAreFindingsAndTheRestIsMended() throws IOException {
    Path broken = breakManifest();
    world.delete("us.example/prod/app", app);
    Run run =
        world
            .reconcile("--confirm", "--json", "--skip-invalid", "--manifest=" + broken)
            .endsWith(ExitCode.PARTIAL);
    assertEquals(3, run.json().at("/summary/invalid").asInt(), "digest, unknown key, no dmap");
    assertTrue(isTagged("us.example", "prod/app", "v1"));
    run.plan()
        .findings()
        .forEach(finding -> assertTrue(finding.detail().startsWith(broken + ":"), run.out()));
  }

  @Test
  void aManifestThatIsNotThereIsAProblemLikeAnyOther() {
    Path absent = directory.resolve("absent");
    Run run =
        world
            .reconcile("--manifest=" + absent + ".yaml", "--thin-manifest-dir=" + absent)
            .endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains(absent + ".yaml"), run.err());
    assertTrue(run.err().contains(absent + "/manifests: not a directory"), run.err());
    assertEquals(0, world.requests());
  }

  private Path breakManifest() throws IOException {
    return Files.writeString(
        directory.resolve("broken.yaml"),
        """
        registries:
        - name: staging.example/team
          src: true
        - name: us.example/other
        images:
        - name: app
          dmap:
            "sha256:short": ["v1"]
        - name: lib
          dmpa:
            "%s": ["v2"]
        """
            .formatted(lib.digest()));
  }

  private boolean isTagged(String host, String path, String tag) {
    return world.contents(host).resolve(path, tag).isPresent();
  }
}
