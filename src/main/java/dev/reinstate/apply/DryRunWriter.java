package dev.reinstate.apply;

import dev.reinstate.plan.Action;

/** Writes nothing and asks nothing. */
public final class DryRunWriter implements ActionWriter {

  @Override
  public Outcome write(Action action, KnownState known) {
    return new Outcome.Skipped(action, "dry run");
  }
}
