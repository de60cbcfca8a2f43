package dev.reinstate.bench;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The manifests of images that nobody has: four layers and a config each, half of the layers shared
 * by ten images of a name. The same name and number give the same one.
 */
final class StandInImages {

  /** One of them. */
  record Image(String name, int number) {}

  private static final int SHARING = 10;
  private static final int OWN_LAYERS = 2;
  private static final int SHARED_LAYERS = 2;
  private static final String CONFIG = "application/vnd.docker.container.image.v1+json";
  private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
  private static final int HEX_OF_SIZE = 6;

  private StandInImages() {}

  static byte[] manifest(Image image) {
    StringBuilder json = new StringBuilder(1024);
    json.append(
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\"");
    json.append(",\"config\":");
    append(json, CONFIG, image.name() + " config " + image.number());
    json.append(",\"layers\":[");
    for (int i = 0; i < SHARED_LAYERS; i++) {
      append(json, LAYER, image.name() + " base " + image.number() / SHARING + " " + i);
      json.append(',');
    }
    for (int i = 0; i < OWN_LAYERS; i++) {
      append(json, LAYER, image.name() + " own " + image.number() + " " + i);
      json.append(i + 1 < OWN_LAYERS ? "," : "]}");
    }
    return json.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Of the blob with this digest, in bytes. */
  static int size(String hex) {
    return 1 + Integer.parseInt(hex.substring(0, HEX_OF_SIZE), 16);
  }

  private static void append(StringBuilder json, String mediaType, String seed) {
    String hex = Hashing.sha256().hashString(seed, StandardCharsets.UTF_8).toString();
    json.append(
        String.format(
            Locale.ROOT,
            "{\"mediaType\":\"%s\",\"size\":%d,\"digest\":\"sha256:%s\"}",
            mediaType,
            size(hex),
            hex));
  }
}
