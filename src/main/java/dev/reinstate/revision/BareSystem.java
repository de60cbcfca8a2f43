package dev.reinstate.revision;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * A machine without git settings of its own. Reading a revision needs none, and JGit would run the
 * git program to find the system's and write into the user's home to remember what it measured of
 * the file system; a job's container may have neither.
 */
final class BareSystem extends SystemReader.Delegate {

  private static final BareSystem INSTANCE = new BareSystem(SystemReader.getInstance());

  private BareSystem(SystemReader process) {
    super(process);
  }

  /** JGit knows one system a process; doing it again changes nothing. */
  static void install() {
    SystemReader.setInstance(INSTANCE);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  /** Settings that are nowhere. */
  private static final class NoFile extends FileBasedConfig {

    /**
     * How fine the file system's clock is, which JGit would measure by writing probes into the
     * repository for seconds. It asks to know whether a file it read may have changed since; for
     * one look at a commit any answer will do.
     */
    private static final Duration CLOCK = Duration.ofMillis(10);

    NoFile(Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long otherwise, TimeUnit unit) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
          ? unit.convert(CLOCK)
          : super.getTimeUnit(section, subsection, name, otherwise, unit);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
