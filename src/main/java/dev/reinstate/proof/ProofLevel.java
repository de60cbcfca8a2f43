package dev.reinstate.proof;

/** How closely an image was looked at. */
public enum ProofLevel {
  /** Its manifests were read, and its blobs are there with their sizes. */
  PRESENT("present"),
  /** Its blobs were read and hashed as well. */
  BYTES("bytes");

  private final String word;

  ProofLevel(String word) {
    this.word = word;
  }

  /** As documents and reports say it. */
  public String word() {
    return word;
  }

  /** The level of a word; {@link IllegalArgumentException} for another one. */
  static ProofLevel of(String word) {
    for (ProofLevel level : values()) {
      if (level.word.equals(word)) {
        return level;
      }
    }
    throw new IllegalArgumentException("is no known level: " + word);
  }
}
