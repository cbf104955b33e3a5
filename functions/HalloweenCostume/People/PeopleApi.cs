using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.People;

public sealed class PeopleApi(PeopleDb people)
{
    public IResult List() => TypedResults.Json(people.All(), ApiJson.Readable.IReadOnlyListPerson);

    internal static IResult Nobody(long userId) => Problems.NotFound($"userId: nobody has the id {userId}. GET /api/users lists the profiles.");
}
