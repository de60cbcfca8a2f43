package dev.reinstate.registry.artifactregistry;

import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.registry.endpoint.Rewrites;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists the images of all repositories in one of Artifact Registry's, a thousand a request. */
public final class ArtifactRegistryApi {

  /** Two million images. */
  static final int PAGES = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(ArtifactRegistryApi.class);

  private final RegistryCaller caller;
  private final Rewrites rewrites;
  private final KnownNames names;
  private final UploadTimes uploads;
  private final Set<ArtifactRepository> refused = ConcurrentHashMap.newKeySet();
  private final Set<ArtifactRepository> answered = ConcurrentHashMap.newKeySet();

  /**
   * @param caller in the role of {@link RegistryCaller.Role#INVENTORY}
   * @param uploads is told when images were uploaded
   */
  public ArtifactRegistryApi(
      RegistryCaller caller, Rewrites rewrites, KnownNames names, UploadTimes uploads) {
    this.caller = caller;
    this.rewrites = rewrites;
    this.names = names;
    this.uploads = uploads;
  }

  /** Whether the API knows of a repository. */
  public boolean covers(Repository repository) {
    return repositoryOf(repository).isPresent();
  }

  /**
   * Whether the API was seen to know of a repository: what has the address of Artifact Registry by
   * a rewrite may be anything.
   */
  public boolean vouchesFor(Repository repository) {
    return repositoryOf(repository).filter(answered::contains).isPresent();
  }

  /** What the API lists a repository under. */
  public Optional<ArtifactRepository> repositoryOf(Repository repository) {
    return ArtifactRepository.of(repository, rewrites);
  }

  /** How the inventory names a repository: the path at which it is addressed. */
  public String pathOf(Repository repository) {
    return rewrites.apply(repository).path();
  }

  /**
   * The images in a repository, if that takes no more than so many pages. A refusal is said once
   * and remembered.
   *
   * @param wanted paths of the repositories whose images to keep
   */
  public Optional<ArtifactInventory> inventory(
      ArtifactRepository repository, Predicate<String> wanted, int mostPages) {
    if (refused.contains(repository)) {
      return Optional.empty();
    }
    try {
      return read(repository, wanted, mostPages);
    } catch (IOException e) {
      boolean isFirst = refused.isEmpty();
      if (refused.add(repository) && isFirst) {
        LOG.warn(
            "Artifact Registry's inventory cannot be had, so each repository is listed: {}",
            e.getMessage());
      }
      return Optional.empty();
    }
  }

  /** Whether the inventory of a repository was refused. */
  public boolean isRefused(ArtifactRepository repository) {
    return refused.contains(repository);
  }

  /** All images in a repository, however many pages that takes. */
  public ArtifactInventory inventory(ArtifactRepository repository, Predicate<String> wanted)
      throws IOException {
    return read(repository, wanted, PAGES).orElseThrow(() -> endless(repository));
  }

  private Optional<ArtifactInventory> read(
      ArtifactRepository repository, Predicate<String> wanted, int mostPages) throws IOException {
    ArtifactInventory inventory = new ArtifactInventory(wanted, names);
    Set<String> seen = new HashSet<>();
    String pageToken = "";
    for (int i = 0; i < mostPages; i++) {
      if (!seen.add(pageToken)) {
        throw endless(repository);
      }
      ListDockerImages.Page page =
          caller.call(
              repository.resource(),
              new ListDockerImages(repository, wanted, pageToken, names, uploads));
      answered.add(repository);
      inventory.add(page);
      pageToken = page.nextPageToken();
      if (pageToken.isEmpty()) {
        return Optional.of(inventory);
      }
    }
    return Optional.empty();
  }

  private static IOException endless(ArtifactRepository repository) {
    return new PermanentException("GET dockerImages of " + repository.resource() + " has no end");
  }
}
