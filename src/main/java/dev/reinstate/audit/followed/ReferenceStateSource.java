package dev.reinstate.audit.followed;

import java.io.IOException;

/** Knows what events are judged by. Asked for every event, from many threads. */
public interface ReferenceStateSource {

  /**
   * The newest that is known.
   *
   * @throws IOException when there never was any; trying again may help
   */
  ReferenceState current() throws IOException;

  /**
   * The same, looked for again when the last look was more than a few seconds ago: right after a
   * merge what is known is old. Nothing else than {@link #current} where nothing ever changes.
   */
  default ReferenceState fresh() throws IOException {
    return current();
  }
}
