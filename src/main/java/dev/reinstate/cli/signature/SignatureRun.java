package dev.reinstate.cli.signature;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.gate.GateVerdict;
import dev.reinstate.scrub.Subject;
import dev.reinstate.signature.PolicyCheck;
import java.util.Collection;
import java.util.Optional;

/** Holds the images that manifests desire against a policy. Writes nothing. */
public record SignatureRun(Inputs inputs, PolicyCheck check, Progress progress, StopSignal stop) {

  /** More than are checked at once: many are known from another mirror. */
  private static final int IMAGES_AT_ONCE = 64;

  public Result run(ImmutableList<Subject> images) {
    int checked;
    try (Progress.Task task = progress.begin("images", images.size())) {
      checked =
          (int)
              new FanOut(IMAGES_AT_ONCE, stop)
                  .map(images, image -> check(image, task)).stream().filter(done -> done).count();
    }
    ImmutableSortedSet<Repository> repositories =
        images.stream()
            .map(Subject::repository)
            .collect(ImmutableSortedSet.toImmutableSortedSet(Repository::compareTo));
    StateCounts counts =
        new StateCounts(
            repositories.size(),
            checked,
            images.stream().mapToInt(image -> tags(image).size()).sum(),
            0);
    Plan plan = new Plan(ImmutableList.of(), check.findings(), counts).withFindings(inputs.found());
    return new Result(
        Mode.DRY_RUN,
        inputs,
        repositories,
        plan,
        new GateVerdict.Open(),
        ImmutableList.of(),
        Optional.empty(),
        stop.requested());
  }

  /** Whether it was checked before somebody ended the run. */
  private boolean check(Subject image, Progress.Task task) {
    if (stop.requested()) {
      return false;
    }
    try {
      check(image);
      task.step();
      return true;
    } catch (CancelledException e) {
      return false;
    }
  }

  /** One image. */
  public void check(Subject image) {
    check.check(image.repository(), image.digest(), tags(image));
  }

  private Collection<String> tags(Subject image) {
    return inputs
        .desired()
        .images(image.repository())
        .tagsByDigest()
        .getOrDefault(image.digest(), ImmutableSortedSet.of());
  }
}
