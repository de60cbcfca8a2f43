package dev.reinstate.snapshot;

/**
 * Something wrong with a snapshot.
 *
 * @param part what is affected: a root, tree, index, image or blob, by name
 * @param fault for a human
 */
public record SnapshotProblem(String part, String fault) {

  @Override
  public String toString() {
    return part + ": " + fault;
  }
}
