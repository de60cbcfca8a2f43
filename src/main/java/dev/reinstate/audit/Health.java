package dev.reinstate.audit;

import org.apache.hc.core5.http.HttpStatus;

/** Whether events can be judged, and by what. */
final class Health implements HttpAnswering {

  private final TruthKeeper truth;

  Health(TruthKeeper truth) {
    this.truth = truth;
  }

  @Override
  public HttpAnswer answer(HttpCall call) {
    TruthKeeper.Status status = truth.status();
    String problem = status.problem().map(text -> "\n" + text).orElse("");
    return status.truth().isPresent()
        ? HttpAnswer.says(HttpStatus.SC_OK, "judging by " + name(status.truth().get()) + problem)
        : HttpAnswer.says(HttpStatus.SC_SERVICE_UNAVAILABLE, "no manifests yet" + problem);
  }

  private static String name(Truth truth) {
    return truth.commit().map(id -> "commit " + id).orElse("the manifests");
  }
}
