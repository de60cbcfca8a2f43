package dev.reinstate.audit;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.audit.rules.EventContext;
import dev.reinstate.audit.rules.RegistryEvent;
import dev.reinstate.audit.rules.Verdict.Rejected;
import dev.reinstate.text.ShellCommand;
import java.util.Optional;

/** Finds the command that puts right what was rejected, or says what a human has to do. */
final class Remedies {

  private final ShellCommand reconcile;

  /**
   * @param reconcile the words that are the same for every repository
   */
  Remedies(ImmutableList<String> reconcile) {
    this.reconcile = ShellCommand.of(reconcile);
  }

  /** For a message that is no event. */
  static Remedy unparsable(Delivery delivery) {
    return new Remedy(
        "nothing to run; registries publish JSON with action, digest and tag, so ask the owners of"
            + " the topic who else publishes to it (message "
            + delivery.messageId()
            + ")",
        Optional.empty());
  }

  Remedy of(RegistryEvent event, Rejected rejected, EventContext context) {
    ShellCommand here = reconcile.with("--include=" + event.repository());
    return switch (rejected.reason()) {
      case DELETION -> command(here.with("--confirm"));
      case TAG_MOVED -> moved(here, event.tag().flatMap(context::agreedDigest), rejected);
      case UNKNOWN_IMAGE, UNKNOWN_TAG -> unwanted(here, event, context);
      case UNPARSABLE -> throw new IllegalArgumentException("an event that is none");
    };
  }

  /** What a run makes of the tag depends on what was agreed on it, by the table of tags. */
  private static Remedy moved(
      ShellCommand here, Optional<DescriptorDigest> agreed, Rejected rejected) {
    if (agreed.isEmpty() || agreed.equals(rejected.from())) {
      return command(here.with("--confirm"));
    }
    return agreed.equals(rejected.to())
        ? explained(
            "the snapshot agrees with the registry, so that it is the manifest that moves the tag;"
                + " if that is meant",
            here.with("--allow-tag-moves", "--confirm"))
        : explained(
            "manifest, registry and snapshot each say something else; find out who is right, this"
                + " shows it",
            here);
  }

  /** Nothing of ours deletes. */
  private static Remedy unwanted(ShellCommand here, RegistryEvent event, EventContext context) {
    boolean listed = event.tag().isPresent() && context.isPromoted();
    return explained(
        "put it into a manifest, or delete it; this shows it",
        listed
            ? here
            : ShellCommand.of(ImmutableList.of("skopeo", "inspect", "--raw", url(event))));
  }

  private static String url(RegistryEvent event) {
    return "docker://" + event.repository() + "@" + event.digest().map(Object::toString).orElse("");
  }

  private static Remedy command(ShellCommand command) {
    return new Remedy(command.toString(), Optional.of(command.toString()));
  }

  private static Remedy explained(String text, ShellCommand command) {
    return new Remedy(text + ": " + command, Optional.of(command.toString()));
  }
}
