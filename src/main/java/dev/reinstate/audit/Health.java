package dev.reinstate.audit;

import dev.reinstate.audit.followed.Truth;
import dev.reinstate.audit.followed.TruthKeeper;
import dev.reinstate.audit.http.HttpAnswer;
import dev.reinstate.audit.http.HttpAnswering;
import dev.reinstate.audit.http.HttpCall;
import java.util.Optional;
import org.apache.hc.core5.http.HttpStatus;

/** Whether events can be judged, and by what, and whether verdicts can be written. */
final class Health implements HttpAnswering {

  private final TruthKeeper truth;
  private final LineWriter lines;

  Health(TruthKeeper truth, LineWriter lines) {
    this.truth = truth;
    this.lines = lines;
  }

  @Override
  public HttpAnswer answer(HttpCall call) {
    TruthKeeper.Status status = truth.status();
    Optional<String> mute = lines.problem();
    String problems = line(status.problem()) + line(mute);
    String judging =
        status.truth().map(known -> "judging by " + name(known)).orElse("no manifests yet");
    boolean well = status.truth().isPresent() && mute.isEmpty();
    return HttpAnswer.says(
        well ? HttpStatus.SC_OK : HttpStatus.SC_SERVICE_UNAVAILABLE, judging + problems);
  }

  private static String line(Optional<String> problem) {
    return problem.map(text -> "\n" + text).orElse("");
  }

  private static String name(Truth truth) {
    return truth.commit().map(id -> "commit " + id).orElse("the manifests");
  }
}
