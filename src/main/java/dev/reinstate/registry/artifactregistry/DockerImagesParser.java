package dev.reinstate.registry.artifactregistry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.KnownNames;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.endpoint.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Reads one page of Artifact Registry's images as it arrives. An image's {@code uri} says what it
 * is; in its {@code name} slashes may be encoded.
 */
final class DockerImagesParser {

  /** What any server takes in a URL. */
  private static final int TOKEN_LENGTH = 4096;

  private final ImmutableList.Builder<ListDockerImages.Image> images = ImmutableList.builder();
  private final String prefix;
  private final Predicate<String> wanted;
  private final KnownNames names;
  private final UploadTimes uploads;
  private String nextPageToken = "";
  private String uri = "";
  private String uploaded = "";
  private ImmutableList.Builder<String> tags = ImmutableList.builder();

  /**
   * @param prefix host and path that an image's name must start with; others are none of ours
   * @param wanted paths of repositories whose images to keep
   */
  DockerImagesParser(
      String prefix, Predicate<String> wanted, KnownNames names, UploadTimes uploads) {
    this.prefix = prefix;
    this.wanted = wanted;
    this.names = names;
    this.uploads = uploads;
  }

  /** The images of the page; for one page. */
  ListDockerImages.Page parse(InputStream body) throws IOException {
    try (StrictJson json = StrictJson.open(body, "inventory")) {
      json.document(field -> field(json, field));
      return new ListDockerImages.Page(images.build(), nextPageToken);
    }
  }

  private void field(StrictJson json, String name) throws IOException {
    switch (name) {
      case "dockerImages" -> json.array(() -> image(json));
      case "nextPageToken" -> nextPageToken = json.isNull() ? "" : token(json.text());
      case "error", "errors" -> throw new PermanentException("an error instead of an inventory");
      default -> json.skip();
    }
  }

  private static String token(String text) throws IOException {
    if (text.length() > TOKEN_LENGTH) {
      throw new PermanentException("the inventory has a token of " + text.length() + " characters");
    }
    return text;
  }

  private void image(StrictJson json) throws IOException {
    uri = "";
    uploaded = "";
    tags = ImmutableList.builder();
    json.object(
        field -> {
          switch (field) {
            case "uri" -> uri = json.text();
            case "uploadTime" -> uploaded = json.scalar();
            case "tags" -> json.texts(tags::add);
            default -> json.skip();
          }
        });
    int at = uri.lastIndexOf('@');
    if (at < 0) {
      throw new IOException("the inventory has an image without a digest");
    }
    if (uri.startsWith(prefix)) {
      keep(uri.substring(uri.indexOf('/') + 1, at), uri.substring(at + 1));
    }
  }

  private void keep(String path, String digest) throws IOException {
    if (wanted.test(path)) {
      DescriptorDigest image = digest(digest);
      images.add(new ListDockerImages.Image(path, image, tags.build()));
      addUpload(image);
    }
  }

  /** What is no time is as good as none: nobody is spared anything for it. */
  private void addUpload(DescriptorDigest image) {
    if (uploads.areKept() && !uploaded.isEmpty()) {
      try {
        uploads.add(image, Instant.parse(uploaded));
      } catch (DateTimeException e) {
        // Said above.
      }
    }
  }

  private DescriptorDigest digest(String text) throws IOException {
    try {
      return names.digest(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("the inventory has an image without a SHA-256 digest", e);
    }
  }
}
