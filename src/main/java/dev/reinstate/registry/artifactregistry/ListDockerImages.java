package dev.reinstate.registry.artifactregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.KnownNames;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.registry.endpoint.Endpoint;
import dev.reinstate.registry.wire.CompressedAnswer;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.function.Predicate;

/**
 * One page of the images in a repository of Artifact Registry, of as many as a page may hold.
 *
 * <p>Sources:
 * https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.dockerImages/list
 * and, for {@code fields}, https://cloud.google.com/apis/docs/system-parameters
 *
 * @param wanted paths of the repositories whose images to keep
 * @param pageToken empty for the first page
 * @param uploads is told when images were uploaded
 */
record ListDockerImages(
    ArtifactRepository repository,
    Predicate<String> wanted,
    String pageToken,
    KnownNames names,
    UploadTimes uploads)
    implements Endpoint<ListDockerImages.Page> {

  /**
   * A page of images.
   *
   * @param nextPageToken empty on the last one
   */
  record Page(ImmutableList<Image> images, String nextPageToken) {}

  /**
   * An image as the API lists it.
   *
   * @param path of its repository, below the host
   * @param tags not checked
   */
  record Image(String path, DescriptorDigest digest, ImmutableList<String> tags) {}

  private static final long PAGE_BYTES = 64L << 20;
  private static final String FIRST = "dockerImages?pageSize=1000&fields=nextPageToken,";

  @Override
  public URI locate(URI base) {
    String page =
        FIRST
            + (uploads.areKept() ? "dockerImages(uri,tags,uploadTime)" : "dockerImages(uri,tags)");
    return base.resolve(
        pageToken.isEmpty() ? page : page + "&pageToken=" + URLEncoder.encode(pageToken, UTF_8));
  }

  @Override
  public ImmutableMap<String, String> headers() {
    return CompressedAnswer.HEADERS;
  }

  @Override
  public Page read(Response response) throws IOException {
    return new DockerImagesParser(repository.imagePrefix(), wanted, names, uploads)
        .parse(CompressedAnswer.body(response, PAGE_BYTES));
  }
}
