using Azure.Storage.Blobs;
using HalloweenCostume.Settings;

namespace HalloweenCostume.Functions.Data;

/// <param name="Lifetime">
/// Of the lease: what a killed instance's successor waits at most. Azure allows 15 to 60 seconds.
/// </param>
/// <param name="Locks">Whether SQLite locks the file. On Azure's share it must not, and then nobody else may open it while a process has its turn.</param>
internal sealed record WriterLeaseOptions(BlobServiceClient Account, TimeSpan Lifetime, bool Locks)
{
    /// <summary>Two renewals may fail before the lease is lost.</summary>
    public TimeSpan RenewalPause => Lifetime / 3;

    /// <summary>How long a lease counts here: a little less than there, for no two clocks are alike.</summary>
    public TimeSpan Term => Lifetime * 0.9;

    public TimeSpan RequestTimeout => Lifetime / 6;

    public static WriterLeaseOptions From(SettingsReader settings)
    {
        if (settings.OneOf("SQLITE_JOURNAL_MODE", "WAL", "WAL", "DELETE") != "DELETE")
            settings.Refuse("SQLITE_JOURNAL_MODE", "should be DELETE: WAL does not work on a share that other machines use.");
        var client = new BlobClientOptions();
        // A request that is late is as bad as one that failed: the lease's time goes on.
        client.Retry.MaxRetries = 0;
        var locks = settings.OneOf("SQLITE_LOCKS", HostAccess.RunsInAzure(settings) ? "off" : "on", "on", "off");
        return new(HostStorage.Connect(settings, client), TimeSpan.FromSeconds(30), locks == "on");
    }
}
