package dev.reinstate.storage;

import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What is done to Google Cloud Storage, and what to say when it fails. */
enum BucketAccess {
  CREATE("create", "storage.objects.create"),
  READ("read", "storage.objects.get"),
  LIST("list", "storage.objects.list");

  private final String verb;
  private final String permission;

  BucketAccess(String verb, String permission) {
    this.verb = verb;
    this.permission = permission;
  }

  /** Such as {@code storage.example to read gs://bucket/object}. */
  String of(String host, String object) {
    return "%s to %s %s".formatted(host.replaceAll("^https?://|/+$", ""), verb, object);
  }

  /**
   * The exception for a failed request. A refusal names the permission that is missing.
   *
   * <p>Source of the codes: https://cloud.google.com/storage/docs/json_api/v1/status-codes.
   */
  IOException exception(String object, StorageException e) {
    return switch (e.getCode()) {
      case 401 ->
          new AccessDeniedException(
              object,
              null,
              "no valid credentials to %s it; set up application default credentials (%s)"
                  .formatted(verb, message(e)));
      case 403 ->
          new AccessDeniedException(
              object,
              null,
              "to %s it, grant the permission %s (%s)".formatted(verb, permission, message(e)));
      case 404 -> new NoSuchFileException(object);
      case 0 -> new IOException("cannot %s %s: %s".formatted(verb, object, message(e)), e);
      default ->
          new IOException(
              "cannot %s %s: HTTP %d: %s".formatted(verb, object, e.getCode(), message(e)), e);
    };
  }

  /** An I/O error of the client, which hides the answer in its cause. */
  IOException exception(String object, IOException e) {
    return e.getCause() instanceof StorageException answer
        ? exception(object, answer)
        : new IOException("cannot %s %s: %s".formatted(verb, object, e.getMessage()), e);
  }

  /** The first line; below it the client prints the session of an upload, which is a secret. */
  private static String message(StorageException e) {
    return e.getMessage() == null ? "no message" : e.getMessage().lines().findFirst().orElse("");
  }
}
