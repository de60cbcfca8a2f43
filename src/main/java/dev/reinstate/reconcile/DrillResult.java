package dev.reinstate.reconcile;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.Outcome;
import java.time.Duration;

/**
 * What a drill showed.
 *
 * @param images restored and read back
 * @param bytes read back
 * @param available images the snapshot could have restored
 * @param failures one line each: not restored, or not as it was
 */
public record DrillResult(
    int images,
    long bytes,
    int available,
    Duration restoring,
    Duration reading,
    ImmutableList<String> failures) {

  static DrillResult of(
      ImmutableList<Outcome> outcomes,
      ImmutableList<ReadBack.Answer> answers,
      Duration restoring,
      Duration reading,
      int available) {
    ImmutableList.Builder<String> failures = ImmutableList.builder();
    outcomes.stream()
        .filter(outcome -> !(outcome instanceof Outcome.Done))
        .map(outcome -> name(outcome) + " not restored: " + outcome.detail())
        .forEach(failures::add);
    answers.forEach(
        answer ->
            answer
                .failure()
                .map(
                    why ->
                        answer.action().repository() + "@" + answer.action().digest() + ": " + why)
                .ifPresent(failures::add));
    return new DrillResult(
        (int) answers.stream().filter(answer -> answer.failure().isEmpty()).count(),
        answers.stream().mapToLong(ReadBack.Answer::bytes).sum(),
        available,
        restoring,
        reading,
        failures.build());
  }

  private static String name(Outcome outcome) {
    return outcome.action().repository() + " " + outcome.action().operands();
  }

  /**
   * How long restoring all images would take at the rate of this drill; zero when nothing was
   * restored.
   */
  public Duration fullRestore() {
    return images == 0
        ? Duration.ZERO
        : Duration.ofMillis(restoring.toMillis() * available / images);
  }
}
