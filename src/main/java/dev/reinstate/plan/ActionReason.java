package dev.reinstate.plan;

/** Why an action is in the plan: the row of the tables that decided it. */
public enum ActionReason {
  IMAGE_MISSING("the manifests name it and the registry does not have it"),
  CHILD_MISSING("an index that the manifests name needs it"),
  ATTACHMENT_MISSING("it is attached to an image that the manifests name"),
  ATTACHMENT_OVERWRITTEN("what it had before verifies by the signature policy and this does not"),
  REFERRER_MISSING("it refers to an image that the manifests name"),
  UNMANAGED_MISSING("the snapshot has it and --restore-unmanaged asks for it"),
  DRILL("a drill restores it into a scratch registry"),
  MANIFEST_DAMAGED("the registry answers for it with other bytes"),
  BLOB_MISSING("an image needs it and the registry does not give it"),
  BLOB_DAMAGED("an image needs it and the registry gives other bytes"),
  TAG_MISSING("the manifests name it and the registry does not have it"),
  TAG_DRIFTED("it was moved away from the value that manifest and registry agreed on"),
  TAG_UNAGREED("the reviewed manifest wins over a registry value nobody agreed on"),
  TAG_MOVE_ALLOWED("the manifests move it and --allow-tag-moves permits that");

  private final String text;

  ActionReason(String text) {
    this.text = text;
  }

  /** For a human, as the end of a sentence. */
  public String text() {
    return text;
  }
}
