package dev.reinstate.sandbox;

/** DELETE of a blob: the spec, "Deleting Blobs". */
final class BlobDeletion implements Handler {

  private final RegistryContents contents;

  BlobDeletion(RegistryContents contents) {
    this.contents = contents;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    Target target = call.target();
    if (!contents.deleteBlob(target.repository(), Names.digest(target.reference()))) {
      throw new RefusedException(404, "BLOB_UNKNOWN", "no such blob");
    }
    return Reply.of(202);
  }
}
