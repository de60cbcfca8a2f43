package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;

/**
 * Reads one page of Artifact Registry's images as it arrives. An image's {@code uri} says what it
 * is; in its {@code name} slashes may be encoded.
 */
final class DockerImagesParser {

  /** What any server takes in a URL. */
  private static final int TOKEN_LENGTH = 4096;

  private final ImmutableList.Builder<DockerImage> images = ImmutableList.builder();
  private final StrictJson json;
  private final String prefix;
  private final Predicate<String> wanted;
  private String nextPageToken = "";
  private String uri = "";
  private ImmutableList.Builder<String> tags = ImmutableList.builder();

  private DockerImagesParser(StrictJson json, String prefix, Predicate<String> wanted) {
    this.json = json;
    this.prefix = prefix;
    this.wanted = wanted;
  }

  /**
   * The images of the page.
   *
   * @param prefix host and path that an image's name must start with; others are none of ours
   * @param wanted paths of repositories whose images to keep
   */
  static DockerImagePage parse(InputStream body, String prefix, Predicate<String> wanted)
      throws IOException {
    try (StrictJson json = StrictJson.open(body, "inventory")) {
      DockerImagesParser parser = new DockerImagesParser(json, prefix, wanted);
      json.document(parser::field);
      return new DockerImagePage(parser.images.build(), parser.nextPageToken);
    }
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "dockerImages" -> json.array(this::image);
      case "nextPageToken" -> nextPageToken = token(json.text());
      default -> json.skip();
    }
  }

  private static String token(String text) throws IOException {
    if (text.length() > TOKEN_LENGTH) {
      throw new PermanentException("the inventory has a token of " + text.length() + " characters");
    }
    return text;
  }

  private void image() throws IOException {
    uri = "";
    tags = ImmutableList.builder();
    json.object(
        field -> {
          switch (field) {
            case "uri" -> uri = json.text();
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
      images.add(new DockerImage(path, digest(digest), tags.build()));
    }
  }

  private static DescriptorDigest digest(String text) throws IOException {
    try {
      return Digests.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("the inventory has an image without a SHA-256 digest", e);
    }
  }
}
