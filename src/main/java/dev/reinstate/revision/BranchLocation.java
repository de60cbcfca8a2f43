package dev.reinstate.revision;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.URIish;

/**
 * A directory on a branch of a git repository that is somewhere else.
 *
 * @param branch as git names it, without {@code refs/heads/}
 * @param directory relative to the root of the repository; empty for the root
 */
public record BranchLocation(URIish repository, String branch, Path directory) {

  /**
   * Throws {@link IllegalArgumentException} for what git would not understand, and for transports
   * on which anybody on the way may change the manifests.
   */
  public static BranchLocation parse(String repository, String branch, String directory) {
    if (!Repository.isValidRefName("refs/heads/" + branch)) {
      throw new IllegalArgumentException("'" + branch + "' is not the name of a branch");
    }
    return new BranchLocation(url(repository), branch, relative(directory));
  }

  private static URIish url(String text) {
    URIish url;
    try {
      url = new URIish(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is not the URL of a git repository", e);
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    boolean safe =
        switch (scheme) {
          case "https", "file" -> true;
          case "http", "git" -> isLoopback(url.getHost());
          case "null" -> url.getHost() == null;
          default -> false;
        };
    if (!safe) {
      throw new IllegalArgumentException("'" + url + "': give https://, or a path on this machine");
    }
    if (scheme.startsWith("http") && !hasHost(text)) {
      throw new IllegalArgumentException(
          "'" + url + "': a host is of letters, digits and hyphens, and spaces are written %20");
    }
    return url;
  }

  /** Whether it is a URL to everybody: git is more forgiving than what carries its requests. */
  private static boolean hasHost(String text) {
    try {
      return new URI(text).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isLoopback(String host) {
    return host != null && (host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}"));
  }

  private static Path relative(String directory) {
    try {
      Path path = Path.of(directory).normalize();
      if (!path.isAbsolute() && !path.startsWith("..")) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + directory + "' is not a path", e);
    }
    throw new IllegalArgumentException(
        "'" + directory + "' is not a path inside of the repository");
  }

  String ref() {
    return "refs/heads/" + branch;
  }

  /** Without a password that the URL may hold. */
  @Override
  public String toString() {
    return repository + " " + branch;
  }
}
