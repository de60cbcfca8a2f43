package dev.reinstate.audit.rules;

import java.io.IOException;

/** The verdict as a function of the event and what bears on it. */
public final class Judge {

  private Judge() {}

  public static Verdict judge(RegistryEvent event, EventContext context) throws IOException {
    return switch (event.action()) {
      case INSERT -> {
        InsertionRules rules = new InsertionRules(context, event.digest().orElseThrow());
        yield event.tag().isPresent() ? rules.tagged(event.tag().get()) : rules.untagged();
      }
      case DELETE -> new DeletionRules(context).judge(event.digest(), event.tag());
    };
  }
}
