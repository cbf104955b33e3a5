using System.Globalization;
using System.Text.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Fal;
using HalloweenCostume.Http;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using HalloweenCostume.Rates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HalloweenCostume.Generations;

public sealed class GenerationApi(
    GenerationDb generations,
    GenerationWatcher watcher,
    GenerationOptions options,
    IGenerationRunner runner,
    PeopleDb people,
    LoraDb loras,
    FalClient fal,
    PictureLinksFactory links)
{
    private static readonly TimeSpan _longestPoll = TimeSpan.FromSeconds(30);

    public async Task<IResult> GenerateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return problem!;
        var errors = new FieldErrors();
        var key = IdempotencyKey(request, errors);
        var wanted = GenerationRequest.Parse(body.RootElement, errors);
        if (errors.Any)
            return Problems.Invalid(errors);
        var caller = Caller.Of(request);
        var hash = wanted!.Hash();
        key = key is null ? null : caller.Own(key);
        // A repetition is answered before anything else is looked at: its model may be gone by now.
        if (key is not null && generations.FindByKey(key) is { } known)
            return await AnswerAsync(request, known.Id, known.RequestHash == hash, cancellationToken);
        if (Refusal(caller, wanted, out var personId) is { } refusal)
            return refusal;

        // From here on a client that goes away changes nothing: what is written is also started.
        var asked = await generations.AddAsync(
            new(personId, wanted.LoraId, wanted.Prompt, wanted.Seeds(), key, hash, caller.KeyId), CancellationToken.None);
        if (asked.Gone)
            return Refusal(caller, wanted, out _) ?? PeopleApi.Nobody(personId);
        asked.Rate?.WriteTo(request.HttpContext.Response.Headers);
        if (asked.Refused)
            return OverRate(request, asked.Rate!);
        if (asked.Run is { } run)
            await runner.StartAsync(run, CancellationToken.None);
        return await AnswerAsync(request, asked.Id, asked.RequestHash == hash, cancellationToken);
    }

    public async Task<IResult> GetAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (Find(request, id) is not { } generation)
            return NoSuchGeneration(id);
        var generationId = generation.Id;
        var known = request.Headers.IfNoneMatch.ToString();
        var patience = known.Length > 0 ? Min(Preferences.Of(request).Wait ?? TimeSpan.Zero, _longestPoll) : TimeSpan.Zero;
        if (patience > TimeSpan.Zero && Etags.Matches(known, EtagOf(generation)))
            generation = await watcher.WaitAsync(generationId, now => now.Version != generation.Version, patience, cancellationToken) ?? generation;
        // Once: between two looks the signing window may change.
        var etag = EtagOf(generation);
        return Etags.Matches(known, etag) ? new NotModified(etag) : Show(request, generation, StatusCodes.Status200OK);
    }

    public async Task<IResult> CancelAsync(HttpRequest request, string id)
    {
        if (Find(request, id) is not { Id: var generationId })
            return NoSuchGeneration(id);
        var atFal = await generations.CancelAsync(generationId, CancellationToken.None);
        // Both are asked for at once and neither can fail the answer: the database has the last word.
        await Task.WhenAll([runner.StopAsync(generationId, CancellationToken.None), .. atFal.Select(url => fal.TryCancelAsync(url, CancellationToken.None))]);
        return generations.Find(generationId) is { } now ? Accepted(request, now) : NoSuchGeneration(id);
    }

    public async Task<IResult> RetryAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (imageIds, problem) = await ReadImageIdsAsync(request, cancellationToken);
        if (problem is not null)
            return problem;
        if (Find(request, id) is not { } generation)
            return NoSuchGeneration(id);
        if (imageIds?.FirstOrDefault(wanted => generation.Images.All(image => image.Id != wanted)) is { } stranger && stranger != Guid.Empty)
            return Problems.NotFound($"The generation has no image '{stranger}'.");
        var asked = await generations.RetryAsync(generation.Id, imageIds, GenerationRequest.NewSeed, Caller.Of(request).KeyId, CancellationToken.None);
        asked.Rate?.WriteTo(request.HttpContext.Response.Headers);
        if (asked.Refused)
            return OverRate(request, asked.Rate!);
        if (asked.Run is { } run)
            await runner.StartAsync(run, CancellationToken.None);
        // Read anew: where another retry was first, what failed is running already.
        if (generations.Find(generation.Id) is not { } now)
            return NoSuchGeneration(id);
        return asked.Run is null && now.Ended
            ? Problems.Of(StatusCodes.Status409Conflict, "There is nothing to run again: none of these pictures failed or was blocked.")
            : Accepted(request, now);
    }

    private static string? IdempotencyKey(HttpRequest request, FieldErrors errors)
    {
        const string header = "Idempotency-Key";
        if (!request.Headers.TryGetValue(header, out var values))
            return null;
        if (values is [{ Length: > 0 and <= 255 } key])
            return key;
        errors.Add(header, "must be given once, with 1 to 255 characters.");
        return null;
    }

    // Of another person's things a person's key hears what it would hear of none.
    private IResult? Refusal(Caller caller, GenerationRequest wanted, out long personId)
    {
        var wantedPerson = wanted.UserId ?? caller.PersonId;
        personId = wantedPerson ?? 0;
        if (wantedPerson is { } userId && !(caller.Sees(userId) && people.Exists(userId)))
            return PeopleApi.Nobody(userId);
        var lora = loras.Access(wanted.LoraId);
        personId = wantedPerson ?? lora?.PersonId ?? 0;
        var usable = lora is not null && lora.UsableBy(personId);
        if (lora is null || (!usable && caller.PersonId is not null))
            return Problems.NotFound($"loraId: no model has the id {wanted.LoraId}. GET /api/get-lora-models lists the models.");
        if (!people.Exists(personId))
            return Problems.NotFound($"userId: the profile {personId} makes no pictures any more. GET /api/users lists the profiles that do.");
        return usable
            ? null
            : Problems.Of(StatusCodes.Status403Forbidden, $"loraId: the model {wanted.LoraId} is another person's own. GET /api/get-lora-models?userId={personId} lists the models to choose from.");
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, Guid id, bool sameRequest, CancellationToken cancellationToken)
    {
        if (!sameRequest)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "Idempotency-Key: this key stands for another request. Use a new key for a new request.");
        var preferences = Preferences.Of(request);
        var patience = Min(preferences.Wait ?? (preferences.RespondAsync ? TimeSpan.Zero : options.AnswerWait), options.AnswerWait);
        var generation = await watcher.WaitAsync(id, now => now.Ended, patience, cancellationToken);
        if (generation is null)
            return NoSuchGeneration(id.ToString());
        return generation.Ended ? Show(request, generation, StatusCodes.Status200OK) : Accepted(request, generation);
    }

    private GenerationRow? Find(HttpRequest request, string id) =>
        Ids.Uuid(id) is { } generationId && generations.Find(generationId) is { } generation && Caller.Of(request).Sees(generation.PersonId) ? generation : null;

    private static IResult OverRate(HttpRequest request, RateState rate)
    {
        var wait = (long)rate.Wait.TotalSeconds;
        request.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return Problems.Of(StatusCodes.Status429TooManyRequests, rate.Never
            ? string.Create(CultureInfo.InvariantCulture, $"num_images: at most {Math.Min(rate.Hour.Limit, rate.Day.Limit)} pictures may be made here in an hour or a day. Ask for fewer.")
            : string.Create(CultureInfo.InvariantCulture, $"That is more pictures than may be made in a while. {Math.Min(rate.Hour.Remaining, rate.Day.Remaining)} can be made now; there is room for all of these in {Words(wait)}."));
    }

    private static string Words(long seconds) => seconds switch
    {
        < 90 => $"{seconds} s",
        < 90 * 60 => $"{(seconds + 59) / 60} minutes",
        _ => $"{(seconds + 3599) / 3600} hours",
    };

    private IResult Accepted(HttpRequest request, GenerationRow generation)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Location = $"/{Routes.Prefix.Trim('/')}/generations/{generation.Id}";
        headers.RetryAfter = "1";
        return Show(request, generation, StatusCodes.Status202Accepted);
    }

    private IResult Show(HttpRequest request, GenerationRow generation, int status)
    {
        request.HttpContext.Response.Headers.ETag = EtagOf(generation);
        return TypedResults.Json(generation.Show(links.For(request)), ApiJson.Readable.Generation, statusCode: status);
    }

    // With the signing window, for the URLs are part of the answer and change with it.
    private string EtagOf(GenerationRow generation) => generation.Images.Any(image => image.Status == ImageStatus.Ready)
        ? string.Create(CultureInfo.InvariantCulture, $"\"{generation.Version}-{links.Window.SignedAt.ToUnixTimeSeconds()}\"")
        : string.Create(CultureInfo.InvariantCulture, $"\"{generation.Version}\"");

    private static async Task<(IReadOnlyCollection<Guid>? ImageIds, IResult? Problem)> ReadImageIdsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return (null, null);
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return (null, problem);
        if (!body.RootElement.TryGetProperty("imageIds", out var list) || list.ValueKind == JsonValueKind.Null)
            return (null, null);
        var ids = list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(item => Ids.Uuid(JsonBody.Text(item)) ?? Guid.Empty).ToHashSet()
            : [];
        return ids.Count is 0 or > 4 || ids.Contains(Guid.Empty)
            ? (null, Problems.Invalid("imageIds", "must be a list of one to four ids of this generation's images; leave it out for all that failed."))
            : (ids, null);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static IResult NoSuchGeneration(string id) =>
        Problems.NotFound(Ids.Uuid(id) is { } known ? $"There is no generation '{known}'." : "There is no such generation: its id is a UUID.");
}
