package dev.reinstate.registry.artifactregistry;

/**
 * About how many requests it takes to read what is asked about in one of Artifact Registry's
 * repositories: until it is known what became of its inventory, by what is expected there; then by
 * what the inventory lacks, since each repository that it does not show whole is listed. For any
 * thread.
 */
public final class InventoryCost {

  private static final int PAGE_IMAGES = 1000;

  /** So many repositories tell little about the others. */
  private static final int FEW = 10;

  private final int asked;
  private final int mostPages;
  private boolean isRead;
  private int pages;
  private int absent;
  private int present;
  private int incomplete;

  /**
   * @param asked how many repositories are asked about
   * @param mostPages how many pages of the inventory are tried
   */
  public InventoryCost(int asked, int mostPages) {
    this.asked = asked;
    this.mostPages = mostPages;
  }

  /**
   * The inventory was read, refused, or given up.
   *
   * @param pages how many were read
   * @param absent of how many repositories it shows nothing
   */
  public synchronized void read(int pages, int absent) {
    this.isRead = true;
    this.pages = pages;
    this.absent = absent;
  }

  /**
   * The inventory was asked for one of the repositories.
   *
   * @param isPresent whether it shows something of it
   * @param isComplete whether it shows all that is expected, so that no listing is needed
   */
  public synchronized void looked(boolean isPresent, boolean isComplete) {
    if (isPresent) {
      present++;
      incomplete += isComplete ? 0 : 1;
    } else if (isComplete) {
      absent--;
    }
  }

  /**
   * All that it takes, with what was made.
   *
   * @param images how many are expected
   */
  public synchronized long requests(long images) {
    if (!isRead) {
      long expected = 1 + images / PAGE_IMAGES;
      return expected <= mostPages ? expected : mostPages + (long) asked;
    }
    int open = Math.max(0, asked - absent - present);
    return pages
        + (long) absent
        + incomplete
        + Math.round((double) open * incomplete / (present + FEW));
  }
}
