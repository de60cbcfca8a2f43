package dev.reinstate.proof;

/** What the places of a proof stand for; those of one kind say nothing of the other. */
public enum ProofKind {
  /** Images in repositories. */
  IMAGES("", "application/vnd.reinstate.proof.v1+json"),
  /** Objects of the snapshot store itself. */
  STORE("store-", "application/vnd.reinstate.store-proof.v1+json");

  private final String prefix;
  private final String mediaType;

  ProofKind(String prefix, String mediaType) {
    this.prefix = prefix;
    this.mediaType = mediaType;
  }

  /** What the names of its documents begin with. */
  String prefix() {
    return prefix;
  }

  String mediaType() {
    return mediaType;
  }
}
