package dev.reinstate.reconcile;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.plan.Source;
import dev.reinstate.signature.SourceTrust;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds images that nobody has any more but a registry that images are promoted from against what a
 * policy asks of that one: to bring them back is to promote them anew. What a destination or the
 * snapshot holds was promoted before, and so was what belongs to it.
 */
public final class Promotions {

  private record Question(Repository source, DescriptorDigest image) {}

  private final SourceTrust trust;
  private final FanOut fanOut;
  private final StopSignal stop;

  /** Why an image may not be had from a source; empty when it may. */
  private final ConcurrentMap<Question, Optional<String>> answers = new ConcurrentHashMap<>();

  /**
   * @param fanOut how many images are asked about at once
   * @param stop once requested, nothing more is asked, and nothing is written either
   */
  public Promotions(SourceTrust trust, FanOut fanOut, StopSignal stop) {
    this.trust = trust;
    this.fanOut = fanOut;
    this.stop = stop;
  }

  /** As of {@link Admission#admit}. */
  Plan admit(Plan plan, PlanInput states) {
    ImmutableList<Action.RestoreImage> promotions =
        plan.actions().stream()
            .flatMap(action -> promotion(action, states).stream())
            .collect(ImmutableList.toImmutableList());
    fanOut.map(
        promotions.stream()
            .flatMap(Promotions::questions)
            .filter(question -> !answers.containsKey(question))
            .collect(ImmutableSet.toImmutableSet()),
        this::ask);
    Map<Action.RestoreImage, Action.RestoreImage> admitted = new HashMap<>();
    Map<Action.RestoreImage, String> refused = new HashMap<>();
    for (Action.RestoreImage promotion : promotions) {
      ImmutableList<Source> trusted =
          promotion.sources().stream()
              .filter(source -> answer(source, promotion).isEmpty())
              .collect(ImmutableList.toImmutableList());
      if (trusted.isEmpty()) {
        refused.put(promotion, why(promotion));
      } else {
        admitted.put(promotion, from(trusted, promotion));
      }
    }
    return refused.isEmpty() && admitted.isEmpty()
        ? plan
        : new RefusedImages(states, refused).leaveOut(plan, admitted);
  }

  /** An image that is in no place to which only a promotion leads, and wanted for itself. */
  private static Optional<Action.RestoreImage> promotion(Action action, PlanInput states) {
    return action instanceof Action.RestoreImage restore
            && (restore.reason() == ActionReason.IMAGE_MISSING
                || restore.reason() == ActionReason.UNMANAGED_MISSING)
            && restore.sources().stream().noneMatch(source -> wasPromoted(source, states))
        ? Optional.of(restore)
        : Optional.empty();
  }

  private static boolean wasPromoted(Source source, PlanInput states) {
    return !(source instanceof Source.Live live)
        || states.live().repositories().containsKey(live.repository())
        || states.desired().repositories().containsKey(live.repository());
  }

  private static Stream<Question> questions(Action.RestoreImage promotion) {
    return promotion.sources().stream().map(source -> question(source, promotion));
  }

  private static Question question(Source source, Action.RestoreImage promotion) {
    return new Question(((Source.Live) source).repository(), promotion.digest());
  }

  private Optional<String> ask(Question question) {
    if (stop.requested()) {
      return Optional.empty();
    }
    StopSignal.Registration interruptible = stop.onRequest(Thread.currentThread()::interrupt);
    try {
      Optional<String> answer = trust.refusal(question.source(), question.image());
      answers.put(question, answer);
      return answer;
    } catch (CancelledException e) {
      return Optional.empty();
    } finally {
      interruptible.close();
    }
  }

  /** Where a stop left the question open, nothing is written anyway; else it has an answer. */
  private Optional<String> answer(Source source, Action.RestoreImage promotion) {
    Question question = question(source, promotion);
    Optional<String> open =
        stop.requested()
            ? Optional.empty()
            : Optional.of("whether it may be had from %s was not told".formatted(question.source));
    return answers.getOrDefault(question, open);
  }

  private static Action.RestoreImage from(
      ImmutableList<Source> trusted, Action.RestoreImage promotion) {
    return new Action.RestoreImage(
        promotion.repository(),
        promotion.digest(),
        promotion.tags(),
        promotion.authority(),
        promotion.reason(),
        trusted);
  }

  private String why(Action.RestoreImage promotion) {
    return promotion.sources().stream()
        .flatMap(source -> answer(source, promotion).stream())
        .collect(Collectors.joining("; "));
  }
}
