using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace HalloweenCostume.Functions.Data;

/// <summary>
/// The blob whose lease makes a process the writer. Its metadata count the turns, and say whether the last one was ended properly; only the
/// lease's holder can change them, so no two turns have the same number.
/// </summary>
internal sealed class LeaseBlob
{
    public const string Name = $"{Container}/{Blob}";

    private const string Container = "halloween-costume", Blob = "writer.lease";
    private const string TurnKey = "turn", EndedKey = "ended";

    private readonly WriterLeaseOptions _options;
    private readonly BlobContainerClient _container;
    private readonly BlobClient _blob;
    private readonly BlobLeaseClient _lease;

    public LeaseBlob(WriterLeaseOptions options)
    {
        _options = options;
        _container = options.Account.GetBlobContainerClient(Container);
        _blob = _container.GetBlobClient(Blob);
        // One id for as long as the process lives: when an answer was lost, asking again gets the same lease.
        _lease = _blob.GetBlobLeaseClient(Guid.NewGuid().ToString());
    }

    /// <returns>Whether the lease is ours: false while another process has it.</returns>
    public Task<bool> AcquireAsync(CancellationToken cancellationToken) => AskAsync(async token =>
    {
        try
        {
            await _lease.AcquireAsync(_options.Lifetime, cancellationToken: token);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            await CreateAsync(token);
            await _lease.AcquireAsync(_options.Lifetime, cancellationToken: token);
        }
    }, cancellationToken);

    /// <returns>False when the lease is lost.</returns>
    public Task<bool> RenewAsync(CancellationToken cancellationToken) =>
        AskAsync(token => _lease.RenewAsync(cancellationToken: token), cancellationToken);

    /// <summary>Counts a turn.</summary>
    /// <param name="above">A number that the turn's own exceeds.</param>
    /// <param name="mine">The last turn of this process, whose file it may use again if nobody had a turn since.</param>
    /// <returns>The turn's number, and whether the file of the turn before is left as it should be.</returns>
    public async Task<(long Number, bool CarriesOn)> BeginTurnAsync(long above, long mine, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        var metadata = (await _blob.GetPropertiesAsync(cancellationToken: limit.Token)).Value.Metadata;
        var last = metadata.TryGetValue(TurnKey, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (last > 0 && last == mine)
            return (mine, true);
        var next = Math.Max(last, above) + 1;
        await SetAsync(next, ended: false, limit.Token);
        return (next, metadata.ContainsKey(EndedKey));
    }

    /// <summary>Lets the next process use the same file. Before this, all that could write must have ended.</summary>
    public async Task EndTurnAsync(long number, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        await SetAsync(number, ended: true, limit.Token);
    }

    public Task<bool> ReleaseAsync(CancellationToken cancellationToken) =>
        AskAsync(token => _lease.ReleaseAsync(cancellationToken: token), cancellationToken);

    private Task SetAsync(long number, bool ended, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string> { [TurnKey] = number.ToString(CultureInfo.InvariantCulture) };
        if (ended)
            metadata[EndedKey] = "true";
        return _blob.SetMetadataAsync(metadata, new BlobRequestConditions { LeaseId = _lease.LeaseId }, cancellationToken);
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        try
        {
            await _blob.UploadAsync(
                BinaryData.Empty, new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } }, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            // Another process was first.
        }
    }

    private async Task<bool> AskAsync(Func<CancellationToken, Task> request, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        try
        {
            await request(limit.Token);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.RequestTimeout);
        return limit;
    }
}
