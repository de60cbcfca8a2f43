package dev.reinstate.plan;

/**
 * What the user permits beyond the defaults of the tables.
 *
 * @param allowTagMoves a manifest may move a tag that was agreed
 * @param restoreUnmanaged bring back what no manifest ever named
 */
public record PlanOptions(boolean allowTagMoves, boolean restoreUnmanaged) {

  public static final PlanOptions DEFAULTS = new PlanOptions(false, false);
}
