package dev.reinstate.report;

import com.google.common.base.Ascii;
import java.util.Arrays;

/** What a run was for. */
public enum Job {
  /** Makes the registries list what the manifests name. */
  RECONCILE("Nothing to promote.", "to do", "done", "compared", "list"),
  /** Makes them give what they list. */
  SCRUB("Nothing to heal.", "to heal", "healed", "scrubbed", "scrub"),
  /** Sees whether they are signed by whom a policy says. */
  SIGNATURES("Nothing to sign.", "to sign", "signed", "verified", "list");

  private final String clean;
  private final String toDo;
  private final String done;
  private final String read;
  private final String readingPhase;

  Job(String clean, String toDo, String done, String read, String readingPhase) {
    this.clean = clean;
    this.toDo = toDo;
    this.done = done;
    this.read = read;
    this.readingPhase = readingPhase;
  }

  /** The word for it in JSON. */
  public String word() {
    return Ascii.toLowerCase(name());
  }

  /** {@link IllegalArgumentException} for a word that is none. */
  public static Job of(String word) {
    return Arrays.stream(values())
        .filter(job -> job.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown job '" + word + "'"));
  }

  /** The line that ends a clean run; scripts wait for it. */
  String clean() {
    return clean;
  }

  String toDo() {
    return toDo;
  }

  String done() {
    return done;
  }

  /** What became of the registries' images before any was written. */
  public String read() {
    return read;
  }

  String readingPhase() {
    return readingPhase;
  }
}
