using HalloweenCostume.Http;
using HalloweenCostume.People;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Access;

/// <summary>Keys, for admins.</summary>
public sealed class KeyApi(AccessKeyDb keys, Invites invites, TimeProvider time)
{
    public IResult List() => TypedResults.Json(keys.All(), ApiJson.Readable.IReadOnlyListAccessKeyRecord);

    public async Task<IResult> IssueAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return problem!;
        var errors = new FieldErrors();
        var name = Names.Read(body.RootElement, "name", errors);
        var role = JsonBody.Text(body.RootElement, "role", errors) switch
        {
            "person" => AccessRole.Person,
            "household" => AccessRole.Household,
            "admin" => AccessRole.Admin,
            null => default(AccessRole?),
            _ => Refuse(errors),
        };
        var userId = JsonBody.WholeNumber(body.RootElement, "userId", "must be the id of the person that the key is for, such as 1", required: role == AccessRole.Person, errors);
        if (userId is not null && role is AccessRole.Household or AccessRole.Admin)
            errors.Add("userId", "is for a person's key alone: leave it out.");
        var days = JsonBody.WholeNumber(body.RootElement, "expiresInDays", $"must be a whole number of days from 1 to {KeyRules.MaxDays}, or left out for a key without an end", required: false, errors);
        if (days is < 1 or > KeyRules.MaxDays)
            errors.Add("expiresInDays", $"must be a whole number of days from 1 to {KeyRules.MaxDays}.");
        if (errors.Any)
            return Problems.Invalid(errors);

        var expires = days is { } number ? time.GetUtcNow().AddDays(number) : (DateTimeOffset?)null;
        if (await keys.IssueAsync(new(name!, role!.Value, userId, expires), CancellationToken.None) is not var (record, key))
            return People.PeopleApi.Nobody(userId!.Value);
        var invite = invites.For(key, request);
        return TypedResults.Json(
            new IssuedKey(record.Id, record.Name, record.Role, record.UserId, record.CreatedAt, record.ExpiresAt, record.RevokedAt, record.LastUsedAt, key, invite, InviteQr.Rows(invite)),
            ApiJson.Readable.IssuedKey, statusCode: StatusCodes.Status201Created);
    }

    public async Task<IResult> RevokeAsync(string keyId)
    {
        if (Ids.Number(keyId) is not { } id)
            return Ids.NotANumber("keyId");
        return await keys.RevokeAsync(id, CancellationToken.None) ? TypedResults.NoContent() : Problems.NotFound($"No key has the id {id}. GET /api/keys lists the keys.");
    }

    private static AccessRole? Refuse(FieldErrors errors)
    {
        errors.Add("role", "must be person, household or admin.");
        return null;
    }
}

/// <summary>A key at the one moment when it is shown.</summary>
/// <param name="InviteUrl">Opens the site and signs its browser in; the key stands behind the #, which browsers send to nobody.</param>
/// <param name="Qr">Rows of a QR code of <paramref name="InviteUrl"/> with its quiet zone; <c>1</c> is dark.</param>
public sealed record IssuedKey(
    long Id, string Name, AccessRole Role, long? UserId, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt,
    string Key, string InviteUrl, IReadOnlyList<string> Qr);
