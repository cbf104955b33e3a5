using System.Collections.Concurrent;
using System.Text.Json;

namespace HalloweenCostume.Local.Demo.Fal.Queue;

/// <summary>All requests, in memory and on disk: a JSON file each, written when accepted and again when finished.</summary>
internal sealed class RequestStore
{
    private static readonly JsonElement NoInput = JsonElement.Parse("{}");
    private readonly string _folder;
    private readonly ConcurrentDictionary<Guid, QueueRequest> _requests;
    private int _submits;

    public RequestStore(string folder)
    {
        _folder = folder;
        _requests = new(Directory.EnumerateFiles(folder, "*.json").Select(Load).ToDictionary(request => request.Id));
        _submits = _requests.Values.Select(request => request.Submitted.Submit).DefaultIfEmpty().Max();
    }

    public ICollection<QueueRequest> All => _requests.Values;

    /// <returns>The ordinal of a new submit.</returns>
    public int CountSubmit() => Interlocked.Increment(ref _submits);

    public QueueRequest? Find(Guid id) => _requests.GetValueOrDefault(id);

    public void Add(QueueRequest request)
    {
        Save(request.Submitted, request.State);
        _requests[request.Id] = request;
    }

    public void Save(SubmittedRequest request, RequestState state)
    {
        var kept = state.Outcome is null || request.KeepPayload ? request : request with { Input = NoInput };
        AtomicFile.WriteAllBytes(PathOf(request.Id), JsonSerializer.SerializeToUtf8Bytes(new Entry(kept, state.StartedAt, state.CompletedAt, state.Outcome, state.Cancelled)));
    }

    /// <summary>Lets earlier results name the origin that their files are served from now.</summary>
    public void MoveResults(string from, string to)
    {
        foreach (var request in _requests.Values)
        {
            request.TryChange(state =>
            {
                if (from == to || state.Outcome is not { } outcome || !outcome.Body.Contains(from, StringComparison.Ordinal))
                    return null;
                var moved = state with { Outcome = outcome with { Body = outcome.Body.Replace(from, to, StringComparison.Ordinal) } };
                Save(request.Submitted, moved);
                return moved;
            });
        }
    }

    /// <summary>Forgets results as fal does: 30 days after completion, an hour where payloads are not stored.</summary>
    public void Sweep(DateTimeOffset now)
    {
        foreach (var request in _requests.Values)
        {
            var kept = request.Submitted.KeepPayload ? TimeSpan.FromDays(30) : TimeSpan.FromHours(1);
            if (!(now - request.State.CompletedAt >= kept))
                continue;
            File.Delete(PathOf(request.Id));
            _requests.TryRemove(request.Id, out _);
        }
    }

    private static QueueRequest Load(string path)
    {
        var entry = JsonSerializer.Deserialize<Entry>(File.ReadAllBytes(path)) ?? throw new InvalidDataException($"{path} holds no request.");
        return new QueueRequest(entry.Request, entry.Outcome is null ? RequestState.New : RequestState.New with
        {
            Status = RequestStatus.Completed,
            StartedAt = entry.StartedAt,
            CompletedAt = entry.CompletedAt,
            Outcome = entry.Outcome,
            Cancelled = entry.Cancelled,
        });
    }

    private string PathOf(Guid id) => Path.Combine(_folder, $"{id:N}.json");

    private sealed record Entry(SubmittedRequest Request, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt, FalOutcome? Outcome, bool Cancelled);
}
