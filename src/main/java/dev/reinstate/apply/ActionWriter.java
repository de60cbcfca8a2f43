package dev.reinstate.apply;

import dev.reinstate.plan.Action;

/**
 * Carries out one action. In what they write, a dry run and a confirmed one differ in this alone.
 */
public interface ActionWriter {

  /**
   * Never throws for what a registry does; a failure is an outcome.
   *
   * @param known what need not be asked again
   */
  Outcome write(Action action, KnownState known);
}
