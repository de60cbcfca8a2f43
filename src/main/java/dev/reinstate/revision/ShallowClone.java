package dev.reinstate.revision;

import com.google.common.base.Throwables;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.network.HostFaultException;
import dev.reinstate.network.Network;
import dev.reinstate.network.ProxyException;
import dev.reinstate.network.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bare clone, in a temporary directory, of the newest commits of one branch and no history. */
final class ShallowClone implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShallowClone.class);
  private static final String GC = ConfigConstants.CONFIG_GC_SECTION;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BranchLocation origin;
  private final Path directory;
  private final Repository git;
  private final WebClient client;
  private int fetches;

  private ShallowClone(BranchLocation origin, Path directory, Repository git, WebClient client) {
    this.client = client;
    this.origin = origin;
    this.directory = directory;
    this.git = git;
  }

  /** An empty one; nothing is fetched yet. */
  static ShallowClone create(BranchLocation origin, Network network) throws IOException {
    BareSystem.install();
    Path directory = Files.createTempDirectory("reinstate-manifests");
    Repository git = new RepositoryBuilder().setBare().setGitDir(directory.toFile()).build();
    git.create(/* bare= */ true);
    // JGit would begin to tidy up behind our back after every fetch.
    StoredConfig settings = git.getConfig();
    settings.setInt(GC, null, ConfigConstants.CONFIG_KEY_AUTO, 0);
    settings.setBoolean(GC, null, ConfigConstants.CONFIG_KEY_AUTODETACH, false);
    return new ShallowClone(origin, directory, git, WebClient.open(network));
  }

  Repository git() {
    return git;
  }

  /** How often objects were fetched: each time makes a pack. */
  int fetches() {
    return fetches;
  }

  /** The newest commit of the branch; what of it is not here yet is fetched. */
  ObjectId update() throws IOException {
    try (GitHttp.Connections connections = new GitHttp.Connections(client);
        Transport transport = Transport.open(git, origin.repository())) {
      if (transport instanceof TransportHttp http) {
        http.setHttpConnectionFactory(connections);
      }
      transport.setTimeout((int) PATIENCE.toSeconds());
      transport.setTagOpt(TagOpt.NO_TAGS);
      transport.setDepth(1);
      ObjectId newest = newest(transport);
      if (!newest.equals(git.resolve(origin.ref()))) {
        fetches++;
        transport.fetch(NullProgressMonitor.INSTANCE, List.of(branch()));
      }
      return newest;
    } catch (TransportException e) {
      throw new RevisionException("cannot fetch " + origin, reason(e));
    }
  }

  /** What is wrong with a host or proxy is said, and not only that git's transport did not open. */
  private static Throwable reason(TransportException failure) {
    return Throwables.getCausalChain(failure).stream()
        .filter(cause -> cause instanceof ProxyException || cause instanceof HostFaultException)
        .findFirst()
        .orElse(failure);
  }

  private ObjectId newest(Transport transport) throws IOException {
    try (FetchConnection connection = transport.openFetch(List.of(branch()))) {
      Ref found = connection.getRef(origin.ref());
      if (found == null) {
        throw new RevisionException(
            origin.repository() + " has no branch '" + origin.branch() + "'");
      }
      return found.getObjectId();
    }
  }

  private RefSpec branch() {
    return new RefSpec("+" + origin.ref() + ":" + origin.ref());
  }

  /** What cannot be deleted now, because somebody still reads it, is the system's to tidy up. */
  @Override
  public void close() {
    git.close();
    try {
      client.close();
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      LOG.debug("{} stays", directory, e);
    }
  }
}
