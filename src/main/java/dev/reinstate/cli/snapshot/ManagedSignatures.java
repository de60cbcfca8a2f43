package dev.reinstate.cli.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import dev.reinstate.cli.console.ConsoleProgress;
import dev.reinstate.cli.console.Counted;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.AsOfOption;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.signature.SignatureOptions;
import dev.reinstate.cli.signature.StoredSignatures;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Finding;
import dev.reinstate.signature.PolicyCheck;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;

/** Whether what a snapshot holds of signatures is what a policy says. */
record ManagedSignatures(
    SnapshotStore store, SignatureOptions.Request asked, ProcessContext context) {

  private record Image(Repository repository, DescriptorDigest digest, ImmutableSet<String> tags) {}

  /**
   * Checks every image that a manifest ever named, prints what is wrong, and whether nothing is.
   */
  boolean areRight(Optional<Instant> moment) throws IOException, UsageException {
    LoadedSnapshot loaded = AsOfOption.load(store, moment, any -> true, context.clock());
    PolicyCheck check = StoredSignatures.check(store, loaded.state(), asked);
    ImmutableList.Builder<Image> managed = ImmutableList.builder();
    loaded
        .state()
        .repositories()
        .forEach(
            (repository, known) -> {
              if (asked.policy().rule(repository).isPresent()) {
                add(repository, known, managed);
              }
            });
    ImmutableList<Image> images = managed.build();
    if (images.isEmpty()) {
      throw UsageException.of(
          "--signature-policy: no rule of it fits a repository of which the snapshot has images that"
              + " manifests name");
    }
    check(check, images);
    ImmutableList<Finding> findings = check.findings();
    print(loaded, images.size(), findings);
    return findings.isEmpty();
  }

  private static void add(
      Repository repository, MergeBaseRepository known, ImmutableList.Builder<Image> managed) {
    ImmutableSetMultimap<DescriptorDigest, String> tags = tags(known);
    known
        .images()
        .forEach(
            (digest, image) -> {
              if (image.managed() && image.wasSeen()) {
                managed.add(new Image(repository, digest, tags.get(digest)));
              }
            });
  }

  private void check(PolicyCheck check, ImmutableList<Image> images) {
    FanOut fanOut = new FanOut(AsOfOption.READS_AT_ONCE, context.stop());
    try (Progress.Task task = new ConsoleProgress(context).begin("images", images.size())) {
      fanOut.map(
          images,
          image -> {
            context.stop().check();
            check.check(image.repository(), image.digest(), image.tags());
            task.step();
            return image;
          });
    }
  }

  private static ImmutableSetMultimap<DescriptorDigest, String> tags(MergeBaseRepository known) {
    ImmutableSetMultimap.Builder<DescriptorDigest, String> tags = ImmutableSetMultimap.builder();
    known.tags().forEach((tag, value) -> tags.put(value.digest(), tag));
    return tags.build();
  }

  private void print(LoadedSnapshot loaded, int images, ImmutableList<Finding> findings) {
    PrintStream out = context.out();
    findings.forEach(finding -> out.println("! " + text(finding)));
    out.printf(
        "Signatures of snapshot %s: %s checked by the policy: %s%n",
        loaded.name(),
        Counted.of(images, "image"),
        findings.isEmpty() ? "sound" : Counted.of(findings.size(), "problem"));
  }

  private static String text(Finding finding) {
    return "%s %s%s: %s"
        .formatted(
            finding.kind().word(),
            finding.repository().map(Repository::toString).orElse(""),
            finding.digest().map(digest -> "@" + digest).orElse(""),
            finding.detail());
  }
}
