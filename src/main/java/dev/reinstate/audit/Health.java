package dev.reinstate.audit;

import dev.reinstate.audit.followed.ReferenceState;
import dev.reinstate.audit.followed.ReferenceStateRefresher;
import dev.reinstate.audit.http.HttpAnswer;
import dev.reinstate.audit.http.HttpAnswering;
import dev.reinstate.audit.http.HttpCall;
import java.util.Optional;
import org.apache.hc.core5.http.HttpStatus;

/** Whether events can be judged, and by what, and whether verdicts can be written. */
final class Health implements HttpAnswering {

  private final ReferenceStateRefresher reference;
  private final LineWriter lines;

  Health(ReferenceStateRefresher reference, LineWriter lines) {
    this.reference = reference;
    this.lines = lines;
  }

  @Override
  public HttpAnswer answer(HttpCall call) {
    ReferenceStateRefresher.Status status = reference.status();
    Optional<String> mute = lines.problem();
    String problems = line(status.problem()) + line(mute);
    String judging =
        status.reference().map(known -> "judging by " + name(known)).orElse("no manifests yet");
    boolean well = status.reference().isPresent() && mute.isEmpty();
    return HttpAnswer.says(
        well ? HttpStatus.SC_OK : HttpStatus.SC_SERVICE_UNAVAILABLE, judging + problems);
  }

  private static String line(Optional<String> problem) {
    return problem.map(text -> "\n" + text).orElse("");
  }

  private static String name(ReferenceState reference) {
    return reference.commit().map(id -> "commit " + id).orElse("the manifests");
  }
}
